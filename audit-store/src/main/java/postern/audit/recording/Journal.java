package postern.audit.recording;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.WorkerThread;

/**
 * Takes frames into one of two buffers while its thread writes and forces the other. A buffer is
 * freed only once its bytes are on disk, so a failed write or force loses nothing that was taken:
 * the bytes are written again, to another file if necessary.
 */
final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  static final int BUFFER = 8 << 20;
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final JournalWriter writer;
  private final Clock clock;
  private final WorkerThread worker = new WorkerThread("journal", this::run);
  private final ReentrantLock lock = worker.lock();
  // guarded by lock, down to resting
  private ByteBuffer active = ByteBuffer.allocateDirect(BUFFER);
  private ByteBuffer idle = ByteBuffer.allocateDirect(BUFFER);
  private List<Runnable> waiting = new ArrayList<>();
  private long taken;
  private long onDisk;
  private boolean hurry;

  /** The thread waits for a first frame. While it keeps its pace it need not be woken. */
  private boolean resting;

  private long lastRound = System.nanoTime() - PACE_NANOS;

  Journal(JournalWriter writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
    worker.start();
  }

  /** Returns the thread that writes. */
  WorkerThread worker() {
    return worker;
  }

  /**
   * Copies a frame, with the current time.
   *
   * @param end offset of the console's output after this frame
   * @return false if there is no room
   */
  boolean take(int type, int console, ByteBuffer payload, long end) {
    long wall = RawFrame.wall(clock.instant());
    RawFrame.Head head = new RawFrame.Head(type, console, wall, System.nanoTime(), end);
    int size = RawFrame.HEADER + payload.remaining();
    lock.lock();
    try {
      if (size > active.remaining() || worker.closing()) {
        worker.wake();
        return false;
      }
      int before = active.position();
      RawFrame.put(active, head, payload);
      taken++;
      if (resting || (before < BUFFER / 2 && active.position() >= BUFFER / 2)) {
        worker.wake();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Runs this on the journal's thread once a buffer is free. */
  void whenRoom(Runnable retry) {
    lock.lock();
    try {
      waiting.add(retry);
      worker.wake();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every frame taken so far is on disk. Returns false if time is over before. */
  boolean sync(Duration longest) {
    lock.lock();
    try {
      long wanted = taken;
      hurry = true;
      worker.wake();
      return worker.awaitProgress(longest, () -> onDisk >= wanted);
    } finally {
      lock.unlock();
    }
  }

  private void run() throws InterruptedException {
    try {
      while (round()) {
        lastRound = System.nanoTime();
      }
    } finally {
      writer.close();
    }
  }

  /** The work of one round. */
  private record Round(ByteBuffer frames, List<Runnable> retries, long taken, boolean last) {}

  /** Returns false after the last round. */
  private boolean round() throws InterruptedException {
    Round round = swapBuffers();
    round.retries().forEach(Journal::retry);
    boolean written = true;
    if (round.frames().position() > 0) {
      worker.busy(true);
      written = writer.write(round.frames().flip(), worker);
      worker.busy(false);
    }
    if (!round.last()) {
      writer.rollWhenDue();
    }
    lock.lock();
    try {
      round.frames().clear();
      if (written) {
        onDisk = round.taken();
      }
      worker.progressed();
      return written && !(round.last() && active.position() == 0);
    } finally {
      lock.unlock();
    }
  }

  private Round swapBuffers() throws InterruptedException {
    lock.lock();
    try {
      awaitWork();
      ByteBuffer full = active;
      active = idle;
      idle = full;
      hurry = false;
      List<Runnable> retries = waiting;
      waiting = new ArrayList<>();
      return new Round(full, retries, taken, worker.closing());
    } finally {
      lock.unlock();
    }
  }

  private void awaitWork() throws InterruptedException {
    worker.await(
        lastRound + PACE_NANOS - System.nanoTime(),
        () -> active.position() >= BUFFER / 2 || hurry || !waiting.isEmpty());
    resting = true;
    worker.await(IDLE_NANOS, () -> active.position() > 0 || !waiting.isEmpty());
    resting = false;
  }

  private static void retry(Runnable retry) {
    try {
      retry.run();
    } catch (RuntimeException e) {
      LOG.warn("retry of a recording failed", e);
    }
  }

  /** Writes and forces what was taken; gives up after 10 s if the disk does not answer. */
  @Override
  public void close() {
    worker.close();
  }
}
