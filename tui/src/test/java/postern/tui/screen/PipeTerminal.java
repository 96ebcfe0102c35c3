package postern.tui.screen;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import postern.tui.TuiTerminal;

/** A client's terminal for tests. Its waits follow the test's clock. */
final class PipeTerminal implements TuiTerminal {
  private static final long LONGEST_NANOS = Duration.ofSeconds(20).toNanos();

  private final String type;
  private final TestClock clock;
  private final ArrayDeque<ByteBuffer> typed = new ArrayDeque<>();
  private final StringBuilder raw = new StringBuilder();
  private AnsiGrid grid;
  private Size size;
  private boolean signalled;
  private boolean closed;
  private boolean reading = true;
  private int wakeUps;
  private int frames;
  private boolean waiting;

  PipeTerminal(String type, int cols, int rows, TestClock clock) {
    this.type = type;
    this.clock = clock;
    this.size = new Size(rows, cols);
    this.grid = new AnsiGrid(cols, rows);
    clock.onMove(this::poke);
  }

  synchronized void type(String keys) {
    typed.add(ByteBuffer.wrap(keys.getBytes(StandardCharsets.UTF_8)));
    wake();
  }

  synchronized void resize(int cols, int rows) {
    size = new Size(rows, cols);
    grid = new AnsiGrid(cols, rows);
    wake();
  }

  synchronized void hangUp() {
    closed = true;
    wake();
  }

  /** Whether the client reads. */
  synchronized void reads(boolean on) {
    reading = on;
    wake();
  }

  synchronized String screen() {
    return grid.text();
  }

  synchronized AnsiGrid grid() {
    return grid;
  }

  synchronized String raw() {
    return raw.toString();
  }

  synchronized int wakeUps() {
    return wakeUps;
  }

  synchronized int frames() {
    return frames;
  }

  /** Whether the UI waits and nothing is pending that would wake it. */
  synchronized boolean isWaiting() {
    return waiting && !signalled && typed.isEmpty();
  }

  private synchronized void poke() {
    notifyAll();
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public synchronized Size size() {
    return size;
  }

  @Override
  public synchronized @Nullable ByteBuffer read() {
    return typed.poll();
  }

  @Override
  public synchronized void await(Duration atMost) throws InterruptedException {
    Instant end = clock.instant().plus(atMost);
    long limit = System.nanoTime() + LONGEST_NANOS;
    waiting = true;
    while (!signalled && !closed && clock.instant().isBefore(end) && System.nanoTime() < limit) {
      wait(1000);
    }
    waiting = false;
    signalled = false;
    wakeUps++;
  }

  @Override
  public synchronized void wake() {
    signalled = true;
    notifyAll();
  }

  @Override
  public synchronized boolean writable() {
    return reading && !closed;
  }

  @Override
  public synchronized void write(ByteBuffer bytes) {
    String text = StandardCharsets.UTF_8.decode(bytes).toString();
    raw.append(text);
    grid.feed(text);
    frames++;
    notifyAll();
  }

  @Override
  public synchronized boolean closed() {
    return closed;
  }
}
