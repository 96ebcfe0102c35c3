package postern.audit.recording;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.DiskWatch;
import postern.audit.disk.Threads;

/**
 * Takes frames into one of two buffers while a thread of its own writes and forces the other. A
 * buffer is given free only when its bytes are on disk, so that a failed write or force loses
 * nothing that was taken: it is written again, into another file where need be.
 */
final class Journal implements DiskWatch.Writer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  static final int BUFFER = 8 << 20;
  private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private final JournalWriter writer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition safe = lock.newCondition();
  // guarded by lock, down to closing
  private ByteBuffer active = ByteBuffer.allocateDirect(BUFFER);
  private ByteBuffer idle = ByteBuffer.allocateDirect(BUFFER);
  private List<Runnable> waiting = new ArrayList<>();
  private long taken;
  private long onDisk;
  private boolean hurry;

  /** The writer waits for a first frame; within its pace it needs no word of one. */
  private boolean resting;

  private boolean closing;
  private long lastRound = System.nanoTime() - PACE_NANOS;
  private volatile long busySince;
  private final Thread thread;

  Journal(String name, JournalWriter writer) {
    this.name = name;
    this.writer = writer;
    this.thread = Thread.ofPlatform().daemon().name("audit-" + name).unstarted(this::run);
    thread.start();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long busySince() {
    return busySince;
  }

  /** Copies the frame. False when there is no room. */
  boolean take(RawFrame.Head head, ByteBuffer payload) {
    int size = RawFrame.HEADER + payload.remaining();
    lock.lock();
    try {
      if (size > active.remaining() || closing) {
        work.signal();
        return false;
      }
      int before = active.position();
      RawFrame.put(active, head, payload);
      taken++;
      if (resting || (before < BUFFER / 2 && active.position() >= BUFFER / 2)) {
        work.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Runs when a buffer was swapped, on the writer's thread. */
  void whenRoom(Runnable retry) {
    lock.lock();
    try {
      waiting.add(retry);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all that was taken is on disk. */
  boolean sync(Duration longest) {
    long left = longest.toNanos();
    lock.lock();
    try {
      long wanted = taken;
      hurry = true;
      work.signal();
      while (onDisk < wanted && left > 0) {
        left = safe.awaitNanos(left);
      }
      return onDisk >= wanted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (round()) {
        lastRound = System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      writer.close();
    }
  }

  /** What one round has to do. */
  private record Round(ByteBuffer frames, List<Runnable> retries, long taken, boolean last) {}

  private boolean round() throws InterruptedException {
    Round round = swapped();
    round.retries().forEach(Journal::retry);
    boolean written = true;
    if (round.frames().position() > 0) {
      busySince = System.nanoTime();
      written = writer.write(round.frames().flip(), this);
      busySince = 0;
    }
    writer.rollWhenDue(round.last());
    lock.lock();
    try {
      round.frames().clear();
      if (written) {
        onDisk = round.taken();
      }
      safe.signalAll();
      return written && !(round.last() && active.position() == 0);
    } finally {
      lock.unlock();
    }
  }

  private Round swapped() throws InterruptedException {
    lock.lock();
    try {
      awaitWork();
      ByteBuffer full = active;
      active = idle;
      idle = full;
      hurry = false;
      List<Runnable> retries = waiting;
      waiting = new ArrayList<>();
      return new Round(full, retries, taken, closing);
    } finally {
      lock.unlock();
    }
  }

  private void awaitWork() throws InterruptedException {
    long pace = lastRound + PACE_NANOS - System.nanoTime();
    while (pace > 0 && active.position() < BUFFER / 2 && !hurry && !closing && waiting.isEmpty()) {
      pace = work.awaitNanos(pace);
    }
    long idleLeft = IDLE_NANOS;
    resting = true;
    while (active.position() == 0 && waiting.isEmpty() && !closing && idleLeft > 0) {
      idleLeft = work.awaitNanos(idleLeft);
    }
    resting = false;
  }

  /** Waits between two tries on a bad disk. False when the journal is being closed. */
  boolean pause(Duration pause) throws InterruptedException {
    busySince = 0;
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closing && left > 0) {
        left = work.awaitNanos(left);
      }
      return !closing;
    } finally {
      lock.unlock();
      busySince = System.nanoTime();
    }
  }

  private static void retry(Runnable retry) {
    try {
      retry.run();
    } catch (RuntimeException e) {
      LOG.warn("retry of a recording failed", e);
    }
  }

  /** Writes and forces what is there; gives up after 10 s on a disk that does not take it. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
    Threads.join(thread);
  }
}
