package postern.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An ssh client at a console, and the thread that reads what it prints. */
final class Viewer implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  /** Takes what the client printed, on the reading thread. */
  interface Sink {
    void take(byte[] bytes, int count, long nanos);
  }

  private final Processes processes;
  private final Process process;
  private final OutputStream keys;
  private final String sign;
  private final CountDownLatch seen = new CountDownLatch(1);
  private final long startedAt = System.nanoTime();
  private String tail = "";
  private volatile long seenAt;
  private final Sink sink;

  /**
   * @param machine whose first line ends the wait of {@link #awaitConsole}
   */
  Viewer(Bench bench, List<String> command, String machine, Sink sink) throws IOException {
    this.processes = bench.processes();
    this.sign = machine + " 0";
    this.sink = sink;
    this.process = processes.start(bench.folder().resolve("ssh.log"), command);
    this.keys = process.getOutputStream();
    Thread.ofPlatform().daemon().name("viewer-" + machine).start(this::read);
  }

  private void read() {
    byte[] buffer = new byte[BUFFER];
    try (InputStream out = process.getInputStream()) {
      for (int count = out.read(buffer); count >= 0; count = out.read(buffer)) {
        long now = System.nanoTime();
        if (seenAt == 0) {
          look(buffer, count, now);
        }
        sink.take(buffer, count, now);
      }
    } catch (IOException e) {
      // Ended on purpose: the pipe is closed.
    }
  }

  private void look(byte[] bytes, int count, long now) {
    String text = tail + new String(bytes, 0, count, StandardCharsets.ISO_8859_1);
    if (text.contains(sign)) {
      seenAt = now;
      seen.countDown();
    }
    tail = text.substring(Math.max(0, text.length() - sign.length()));
  }

  /** Waits for the first line of the machine: seconds from the start of ssh, or -1 if none came. */
  double awaitConsole(long seconds) throws InterruptedException {
    return seen.await(seconds, TimeUnit.SECONDS) ? (seenAt - startedAt) / 1e9 : -1;
  }

  void type(int key) throws IOException {
    keys.write(key);
    keys.flush();
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    processes.kill(process);
  }
}
