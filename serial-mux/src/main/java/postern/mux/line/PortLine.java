package postern.mux.line;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import postern.mux.BreakOutcome;

/**
 * A serial port or the slave of a pseudo-terminal, through jSerialComm. One platform thread reads,
 * since native reads pin a virtual thread's carrier; it passes each chunk to the event loop and
 * waits until it was taken. Another platform thread writes. A read of -1 means that the far end
 * hung up; the port is then closed, since it does not recover.
 */
final class PortLine implements Line {
  private static final int READ_BYTES = 8 * 1024;
  private static final Duration CLAIM_WITHIN = Duration.ofSeconds(3);

  /**
   * The number of consecutive reads that return empty far too early. They mean a hang-up that the
   * driver does not report.
   */
  private static final int EMPTY_READS = 20;

  /** The line that uses each device. Two lines on one device would steal each other's bytes. */
  private static final ConcurrentMap<Path, PortLine> CLAIMS = new ConcurrentHashMap<>();

  private final PortSettings setup;
  private final IoEventLoop loop;
  private final LineListener listener;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by the lock. */
  private boolean paused;

  /**
   * The device is a pseudo-terminal, whatever its address calls it. Its driver accepts a break and
   * ignores it.
   */
  private volatile boolean pseudo;

  /**
   * The driver can send a break. Found out when the port is opened, since a SysRq key follows a
   * break.
   */
  private volatile boolean breaks;

  private volatile boolean closing;
  private volatile @Nullable PortWriter writer;

  /** Used on the event loop only. */
  private boolean over;

  PortLine(PortSettings setup, IoEventLoop loop, LineListener listener) {
    this.setup = setup;
    this.pseudo = !setup.serial();
    this.loop = loop;
    this.listener = listener;
  }

  @Override
  public void open() {
    Thread.ofPlatform().daemon().name("port-" + setup.path()).start(this::run);
  }

  private void run() {
    String why;
    try {
      Path device = setup.path().toRealPath();
      why = claim(device) ? claimed(device) : inUse();
    } catch (IOException missing) {
      why = LineErrors.words(setup.text(), 2);
    }
    String said = why;
    onLoop(() -> end(said));
  }

  private String inUse() {
    return setup.text() + ": busy: another console of this gateway has this device";
  }

  /** Claims the device. Waits for a line that is just closing it. */
  private boolean claim(Path device) {
    long deadline = System.nanoTime() + CLAIM_WITHIN.toNanos();
    PortLine holder = CLAIMS.putIfAbsent(device, this);
    while (holder != null && holder.closing && !closing && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      holder = CLAIMS.putIfAbsent(device, this);
    }
    return holder == null;
  }

  private String claimed(Path device) {
    if (device.startsWith("/dev/pts")) {
      pseudo = true;
    }
    try {
      SerialPort port = SerialPort.getCommPort(device.toString());
      Optional<String> fault = openPort(port, device);
      if (fault.isPresent()) {
        boolean _ = port.closePort();
        return fault.get();
      }
      return carry(port);
    } catch (SerialPortInvalidPortException missing) {
      return LineErrors.words(setup.text(), 2);
    } finally {
      CLAIMS.remove(device, this);
    }
  }

  private Optional<String> openPort(SerialPort port, Path device) {
    if (!port.getSystemPortPath().equals(device.toString())) {
      // jSerialComm opens another device of the same name if this one has gone.
      return Optional.of(LineErrors.words(setup.text(), 2));
    }
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      return Optional.of(LineErrors.words(setup.text(), 13));
    }
    setup.applyTo(port);
    if (!port.openPort(0)) {
      return Optional.of(LineErrors.words(setup.text(), port.getLastErrorCode()));
    }
    try {
      boolean hangUp = !setup.serial() || setup.settings().hangupOnClose();
      return setup.refused(Termios.settle(device, hangUp));
    } catch (IOException fault) {
      return Optional.of(setup.text() + ": its settings cannot be read");
    }
  }

  private String carry(SerialPort port) {
    PortWriter out =
        new PortWriter(
            port,
            () -> onLoop(() -> tellRoom()),
            () -> onLoop(() -> end(setup.text() + ": hung up")));
    breaks = port.clearBreak();
    writer = out;
    out.start("port-writer-" + setup.path());
    try {
      onLoop(this::tellUp);
      return read(port);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return setup.text() + ": the gateway stops";
    } finally {
      closing = true;
      out.close();
      boolean _ = port.closePort();
    }
  }

  private String read(SerialPort port) throws InterruptedException {
    byte[] bytes = new byte[READ_BYTES];
    Semaphore taken = new Semaphore(0);
    int empty = 0;
    while (mayRead()) {
      long began = System.nanoTime();
      int count = port.readBytes(bytes, bytes.length);
      if (count < 0) {
        return setup.text() + ": the far end hung up";
      }
      if (count > 0) {
        empty = 0;
        onLoop(() -> give(bytes, count, taken));
        while (!taken.tryAcquire(1, TimeUnit.SECONDS) && !loop.isShuttingDown()) {}
      } else if (System.nanoTime() - began < PortSettings.READ_MILLIS * 500_000L
          && ++empty >= EMPTY_READS) {
        return setup.text() + ": hung up";
      }
    }
    return setup.text() + ": closed";
  }

  /** Waits while the line is paused. Returns false once it is to be closed. */
  private boolean mayRead() throws InterruptedException {
    lock.lock();
    try {
      while (paused && !closing) {
        changed.await();
      }
      return !closing;
    } finally {
      lock.unlock();
    }
  }

  private void give(byte[] bytes, int count, Semaphore taken) {
    try {
      if (!over) {
        listener.output(ByteBuffer.wrap(bytes, 0, count));
      }
    } finally {
      taken.release();
    }
  }

  private void tellUp() {
    if (!over) {
      listener.up();
    }
  }

  private void tellRoom() {
    if (!over) {
      listener.room();
    }
  }

  private void end(String why) {
    if (!over) {
      close();
      listener.down(why);
    }
  }

  /** Posts a task to the event loop, unless that has ended. */
  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException stopped) {
      closing = true;
    }
  }

  @Override
  public void pause() {
    setPaused(true);
  }

  @Override
  public void resume() {
    setPaused(false);
  }

  private void setPaused(boolean wanted) {
    lock.lock();
    try {
      paused = wanted;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void limitReading(double unread) {
    // No port comes near the slowest rate that this would set.
  }

  @Override
  public int write(ByteBuffer bytes) {
    PortWriter out = writer;
    return out == null || closing ? 0 : out.write(bytes);
  }

  @Override
  public void notifyWhenWritable() {
    PortWriter out = writer;
    if (out != null) {
      out.notifyWhenWritable();
    }
  }

  @Override
  public BreakOutcome sendBreak(Duration length) {
    if (pseudo) {
      return new BreakOutcome.Cannot("a pseudo-terminal has no break");
    }
    PortWriter out = writer;
    if (out == null || closing) {
      return new BreakOutcome.Cannot("the line is down");
    }
    if (!breaks) {
      return new BreakOutcome.Cannot("the port's driver cannot send a break");
    }
    out.sendBreak(length);
    return new BreakOutcome.Sent();
  }

  @Override
  public Optional<String> hangUp() {
    if (pseudo) {
      return Optional.of("a pseudo-terminal has no DTR");
    }
    PortWriter out = writer;
    if (out == null || closing) {
      return Optional.of("the line is down");
    }
    out.hangUp();
    return Optional.empty();
  }

  @Override
  public void close() {
    over = true;
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
