package postern.audit.disk;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices writes that do not come back, and refills the reserve when there is room again. */
public final class DiskWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
  private static final long TICK_MILLIS = 100;
  private static final long OVERDUE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A thread that writes. */
  public interface Writer {
    String name();

    /** {@link System#nanoTime} at which the write that is under way began; 0 when none is. */
    long busySince();
  }

  private final DataDir dir;
  private final HealthBoard board;
  private final Space space;
  private final Reserve reserve;
  private final List<Writer> writers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  // guarded by lock
  private boolean closing;
  private final Thread thread;

  public DiskWatch(DataDir dir, HealthBoard board, Space space, Reserve reserve, List<Writer> all) {
    this.dir = dir;
    this.board = board;
    this.space = space;
    this.reserve = reserve;
    this.writers = List.copyOf(all);
    this.thread = Thread.ofPlatform().daemon().name("audit-watch").start(this::run);
  }

  private void run() {
    for (int tick = 0; !endedAfter(TICK_MILLIS); tick++) {
      writers.forEach(this::check);
      if (tick % 10 == 0 && !reserve.full()) {
        refill();
      }
    }
  }

  private void check(Writer writer) {
    long since = writer.busySince();
    String name = writer.name() + " overdue";
    if (since != 0 && System.nanoTime() - since > OVERDUE_NANOS) {
      board.trouble(name, "the disk of " + dir.root() + " does not answer");
    } else {
      board.well(name);
    }
  }

  private void refill() {
    try {
      reserve.refill(space, space.high());
    } catch (IOException e) {
      LOG.warn("free space not known reason={}", e.getMessage());
    }
  }

  private boolean endedAfter(long millis) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!closing && left > 0) {
        left = ended.awaitNanos(left);
      }
      return closing;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
    Threads.join(thread);
  }
}
