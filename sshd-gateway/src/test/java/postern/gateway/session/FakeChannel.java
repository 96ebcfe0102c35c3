package postern.gateway.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.KeyUse;
import postern.gateway.ssh.SessionChannel;

/** A client that a test can make slow or silent. */
@SuppressWarnings("JdkObsolete") // two threads use the StringBuffers
final class FakeChannel implements SessionChannel {
  private final ConcurrentLinkedQueue<Input> inputs = new ConcurrentLinkedQueue<>();
  private final Semaphore happened = new Semaphore(0);
  private final StringBuffer out = new StringBuffer();
  private final StringBuffer err = new StringBuffer();
  private final Optional<Terminal> terminal;
  private long packets;
  volatile boolean stuck;
  volatile boolean closed;
  volatile long silentNanos;

  FakeChannel(@Nullable Terminal terminal) {
    this.terminal = Optional.ofNullable(terminal);
  }

  static FakeChannel withTerminal() {
    return new FakeChannel(new Terminal("xterm", 24, 80));
  }

  static FakeChannel pipe() {
    return new FakeChannel(null);
  }

  void types(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    sends(new Input.Bytes(ByteBuffer.wrap(bytes), ++packets, System.nanoTime()));
  }

  void sends(Input input) {
    inputs.add(input);
    wake();
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  FakeChannel shows(String text) {
    Awaitility.await("shows " + text + ", showed so far: " + out)
        .atMost(5, TimeUnit.SECONDS)
        .pollInterval(2, TimeUnit.MILLISECONDS)
        .until(() -> out.indexOf(text) >= 0);
    return this;
  }

  FakeChannel tells(String text) {
    Awaitility.await("tells " + text)
        .atMost(5, TimeUnit.SECONDS)
        .pollInterval(2, TimeUnit.MILLISECONDS)
        .until(() -> err.indexOf(text) >= 0);
    return this;
  }

  boolean allRead() {
    return inputs.isEmpty();
  }

  @Override
  public boolean utf8() {
    return true;
  }

  @Override
  public void exact(boolean on) {}

  @Override
  public void holds(long bytes) {}

  @Override
  public void wakeOr(Shortcut shortcut) {
    wake();
  }

  @Override
  public void onInput(@Nullable Shortcut shortcut) {}

  @Override
  public Caller caller() {
    return new Caller("web1", new KeyUse("SHA256:x", "192.0.2.1", false), List.of());
  }

  @Override
  public Optional<Terminal> terminal() {
    return terminal;
  }

  @Override
  public Optional<String> command() {
    return Optional.empty();
  }

  @Override
  public @Nullable Input poll() {
    return inputs.poll();
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    if (happened.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
      happened.drainPermits();
    }
  }

  @Override
  public void end(String words, int status) {
    closed = true;
    wake();
  }

  @Override
  public void wake() {
    happened.release();
  }

  @Override
  public boolean writable() {
    return !stuck && !closed;
  }

  @Override
  public void write(ByteBuffer bytes) {
    out.append(StandardCharsets.ISO_8859_1.decode(bytes));
    wake();
  }

  @Override
  public void writeAside(ByteBuffer bytes) {
    writeError(bytes);
  }

  @Override
  public void writeError(ByteBuffer bytes) {
    err.append(StandardCharsets.ISO_8859_1.decode(bytes));
    wake();
  }

  @Override
  public boolean writeFully(ByteBuffer bytes, Duration atMost) {
    if (stuck) {
      return false;
    }
    write(bytes);
    return true;
  }

  @Override
  public boolean writeErrorFully(ByteBuffer bytes, Duration atMost) {
    if (stuck) {
      return false;
    }
    writeError(bytes);
    return true;
  }

  @Override
  public boolean closed() {
    return closed;
  }

  @Override
  public long lastHeard() {
    return System.nanoTime() - silentNanos;
  }

  @Override
  public void exit(int status) {
    closed = true;
  }
}
