package postern.mux.line;

import com.fazecast.jSerialComm.SerialPort;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to one port on a thread of its own, since a port whose far end does not read blocks its
 * writer. It takes few bytes at a time, because bytes that it has taken cannot be dropped.
 */
final class PortWriter {
  private static final Logger LOG = LoggerFactory.getLogger(PortWriter.class);
  private static final int PIECE = 256;
  private static final Duration HANG_UP = Duration.ofSeconds(1);
  private static final Duration DRAINED = Duration.ofSeconds(2);
  private static final Duration LONGEST_BREAK = Duration.ofSeconds(5);

  private final SerialPort port;
  private final Runnable room;
  private final Runnable broken;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by the lock, like the fields below. */
  private final byte[] piece = new byte[PIECE];

  private int length;
  private boolean roomWanted;
  private boolean closed;
  private @Nullable Duration breakWanted;
  private boolean hangUpWanted;

  /**
   * @param room runs on the writer's thread when it can take more after {@link #notifyWhenWritable}
   * @param broken runs on the writer's thread when the port fails
   */
  PortWriter(SerialPort port, Runnable room, Runnable broken) {
    this.port = port;
    this.room = room;
    this.broken = broken;
  }

  void start(String name) {
    Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  int write(ByteBuffer bytes) {
    lock.lock();
    try {
      boolean takes = length == 0 && breakWanted == null && !closed;
      int taken = takes ? Math.min(PIECE, bytes.remaining()) : 0;
      bytes.get(piece, 0, taken);
      length += taken;
      changed.signal();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  void notifyWhenWritable() {
    lock.lock();
    try {
      roomWanted = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a break behind the bytes written so far. A byte behind a break may be a SysRq key, so no
   * byte typed before it may follow it.
   */
  void sendBreak(Duration wanted) {
    lock.lock();
    try {
      breakWanted = wanted.compareTo(LONGEST_BREAK) > 0 ? LONGEST_BREAK : wanted;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Drops DTR for a second, behind the bytes written so far. */
  void hangUp() {
    lock.lock();
    try {
      hangUpWanted = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    byte[] out = new byte[PIECE];
    try {
      while (true) {
        int count = next(out);
        if (count < 0) {
          return;
        }
        if (count > 0 && port.writeBytes(out, count) != count) {
          broken.run();
          return;
        }
        done(count);
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits for bytes to write and returns their number, or -1 at the end. Sends breaks and drops DTR
   * in between.
   */
  private int next(byte[] out) throws InterruptedException {
    Duration pause;
    boolean hangUp;
    lock.lock();
    try {
      while (length == 0 && breakWanted == null && !hangUpWanted && !roomWanted && !closed) {
        changed.await();
      }
      if (closed) {
        return -1;
      }
      pause = length == 0 ? breakWanted : null;
      hangUp = pause == null && length == 0 && hangUpWanted;
      hangUpWanted = hangUpWanted && !hangUp;
      if (pause == null && !hangUp) {
        System.arraycopy(piece, 0, out, 0, length);
        return length;
      }
    } finally {
      lock.unlock();
    }
    if (pause != null) {
      hold(pause);
    } else {
      dropDtr();
    }
    return 0;
  }

  private void hold(Duration length) throws InterruptedException {
    drain();
    if (port.setBreak()) {
      rest(length);
      boolean _ = port.clearBreak();
    } else {
      LOG.warn("the driver cannot send a break port={}", port.getSystemPortPath());
    }
    lock.lock();
    try {
      breakWanted = null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the driver has sent its bytes, but not for ever, since flow control may stop it.
   */
  private void drain() throws InterruptedException {
    long deadline = System.nanoTime() + DRAINED.toNanos();
    while (port.bytesAwaitingWrite() > 0 && System.nanoTime() < deadline) {
      rest(Duration.ofMillis(5));
    }
  }

  private void dropDtr() throws InterruptedException {
    if (port.clearDTR()) {
      rest(HANG_UP);
      boolean _ = port.setDTR();
    }
  }

  private void rest(Duration length) throws InterruptedException {
    lock.lock();
    try {
      long left = length.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private void done(int written) {
    boolean tell;
    lock.lock();
    try {
      length -= written;
      tell = roomWanted && length == 0;
      roomWanted = roomWanted && !tell;
    } finally {
      lock.unlock();
    }
    if (tell) {
      room.run();
    }
  }
}
