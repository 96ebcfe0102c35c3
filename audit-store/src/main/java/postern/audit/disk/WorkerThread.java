package postern.audit.disk;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that works until its owner closes it. The owner guards its own fields with the
 * lock of the thread, so that a change of them and the wake-up are one step.
 */
public final class WorkerThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);
  private static final Duration LONGEST_JOIN = Duration.ofSeconds(10);

  private final String name;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition progress = lock.newCondition();
  private volatile boolean closing;
  private volatile long busySince;

  /** What the thread does. */
  @FunctionalInterface
  public interface Body {
    /** Returns once {@link #closing} is true. */
    void run() throws InterruptedException;
  }

  /** Creates the thread, named {@code audit-NAME}; {@link #start} starts it. */
  public WorkerThread(String name, Body body) {
    this.name = name;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("audit-" + name)
            .unstarted(() -> {
              try {
                body.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  public void start() {
    thread.start();
  }

  public String name() {
    return name;
  }

  /** Guards the fields of the owner. Never held during I/O. */
  public ReentrantLock lock() {
    return lock;
  }

  public boolean closing() {
    return closing;
  }

  /** Wakes the thread in {@link #await}. */
  public void wake() {
    lock.lock();
    try {
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Lets callers in {@link #awaitProgress} check again. */
  public void progressed() {
    lock.lock();
    try {
      progress.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits on this thread, with the lock held, until the condition is true, the time is over or the
   * owner closes.
   *
   * @return false if the owner closes
   */
  public boolean await(long nanos, BooleanSupplier condition) throws InterruptedException {
    long left = nanos;
    while (!closing && left > 0 && !condition.getAsBoolean()) {
      left = work.awaitNanos(left);
    }
    return !closing;
  }

  /**
   * Waits on this thread for the whole time, during which it does not count as busy.
   *
   * @return false if the owner closes
   */
  public boolean pause(Duration time) throws InterruptedException {
    boolean wasBusy = busySince != 0;
    busySince = 0;
    lock.lock();
    try {
      return await(time.toNanos(), () -> false);
    } finally {
      lock.unlock();
      busySince = wasBusy ? System.nanoTime() : 0;
    }
  }

  /**
   * Waits on another thread until the condition is true or the time is over. Evaluates the
   * condition with the lock held.
   *
   * @return whether the condition is true; false if interrupted
   */
  public boolean awaitProgress(Duration longest, BooleanSupplier condition) {
    long left = longest.toNanos();
    lock.lock();
    try {
      while (left > 0 && !condition.getAsBoolean()) {
        left = progress.awaitNanos(left);
      }
      return condition.getAsBoolean();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Marks the start or the end of a write, for {@link DiskWatch}. */
  public void busy(boolean now) {
    busySince = now ? System.nanoTime() : 0;
  }

  /** Returns the {@link System#nanoTime} at which the current write started; 0 if there is none. */
  public long busySince() {
    return busySince;
  }

  /** Ends the thread and waits for it, at most 10 s. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      work.signalAll();
      progress.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (thread.isAlive() && !thread.join(LONGEST_JOIN)) {
        LOG.warn("thread did not end name={}", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
