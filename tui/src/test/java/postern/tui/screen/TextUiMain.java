package postern.tui.screen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import postern.tui.Exit;
import postern.tui.TuiTerminal;

/** Runs the text UI on this process's terminal, which must be raw. */
final class TextUiMain {
  private TextUiMain() {}

  public static void main(String[] args) throws Exception {
    Tty tty = new Tty();
    FakeGateway gateway = FakeGateway.small(Clock.systemUTC().instant());
    Exit exit = new TextUi(gateway, tty, Clock.systemUTC()).run();
    System.out.print("\r\nleft: " + exit + "\r\n");
    System.exit(0);
  }

  private static final class Tty implements TuiTerminal {
    private final ConcurrentLinkedQueue<ByteBuffer> typed = new ConcurrentLinkedQueue<>();
    private final Semaphore events = new Semaphore(0);
    private volatile Size size = askSize();

    Tty() {
      Thread.ofPlatform().daemon().start(this::readKeys);
      @SuppressWarnings("resource") // ends with the process
      ScheduledExecutorService sizes = Executors.newSingleThreadScheduledExecutor();
      var _ = sizes.scheduleWithFixedDelay(this::look, 100, 100, TimeUnit.MILLISECONDS);
    }

    private void look() {
      Size now = askSize();
      if (!now.equals(size)) {
        size = now;
        wake();
      }
    }

    private static Size askSize() {
      try {
        Process stty =
            new ProcessBuilder("stty", "size")
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .start();
        String[] words =
            new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                .strip()
                .split(" ", -1);
        return new Size(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void readKeys() {
      byte[] buffer = new byte[1024];
      try {
        for (int n = System.in.read(buffer); n > 0; n = System.in.read(buffer)) {
          typed.add(ByteBuffer.wrap(Arrays.copyOf(buffer, n)));
          wake();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String type() {
      return System.getenv().getOrDefault("TERM", "");
    }

    @Override
    public Size size() {
      return size;
    }

    @Override
    public @Nullable ByteBuffer read() {
      return typed.poll();
    }

    @Override
    public void await(Duration atMost) throws InterruptedException {
      if (events.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
        events.drainPermits();
      }
    }

    @Override
    public void wake() {
      events.release();
    }

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void write(ByteBuffer bytes) {
      System.out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      System.out.flush();
    }

    @Override
    public boolean closed() {
      return false;
    }
  }
}
