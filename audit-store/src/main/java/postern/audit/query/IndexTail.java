package postern.audit.query;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.DataDir;
import postern.audit.disk.HealthBoard;
import postern.audit.disk.Threads;
import postern.audit.event.EventLog;
import postern.audit.event.LogPosition;
import postern.audit.event.LogReader;

/**
 * Keeps the index behind the event log, on a thread of its own. An index that is missing, damaged
 * or of another log is made anew; while the disk is bad it rests.
 */
public final class IndexTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexTail.class);
  private static final int BATCH = 10_000;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final DataDir dir;
  private final EventLog log;
  private final HealthBoard board;
  private final LogReader reader;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition moved = lock.newCondition();
  // guarded by lock, down to closing
  private @Nullable Index index;
  private long indexed;
  private boolean broken;
  private boolean closing;
  private final Thread thread;

  public IndexTail(DataDir dir, EventLog log, HealthBoard board) {
    this.dir = dir;
    this.log = log;
    this.board = board;
    this.reader = new LogReader(dir);
    this.thread = Thread.ofPlatform().daemon().name("audit-index").unstarted(this::run);
    thread.start();
    log.onDurable(this::poke);
  }

  private void poke() {
    lock.lock();
    try {
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is an index that holds all that was written before. */
  boolean caughtUp(Duration longest) {
    if (!board.well()) {
      return false;
    }
    long wanted = log.lastId();
    long left = longest.toNanos();
    lock.lock();
    try {
      work.signal();
      while ((index == null || indexed < wanted) && left > 0 && !closing && !broken) {
        left = moved.awaitNanos(left);
      }
      return index != null && indexed >= wanted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** A connection to the index as it is now. */
  Connection reader() throws SQLException {
    Index now;
    lock.lock();
    try {
      now = index;
    } finally {
      lock.unlock();
    }
    if (now == null) {
      throw new SQLException("there is no index now");
    }
    return now.reader();
  }

  private void run() {
    Duration pause = Duration.ofSeconds(1);
    boolean again = true;
    while (again) {
      boolean bad = false;
      try {
        tail();
      } catch (SQLException | IOException | RuntimeException e) {
        LOG.warn("index broken, made anew reason={}", e.toString());
        bad = true;
      }
      dropIndex(bad && board.well());
      again = !waitedOut(pause);
      pause = pause.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : pause.plus(pause);
    }
  }

  /** Runs until closing or until something breaks. */
  private void tail() throws SQLException, IOException {
    try {
      open();
    } catch (SQLException | RuntimeException e) {
      LOG.warn("index damaged, made anew reason={}", e.toString());
      Index.remove(dir);
      open();
    }
    while (awaitWork()) {
      Index now = index;
      if (now != null && board.well()) {
        fill(now, reader, log.durable().id(), this::reached);
      }
    }
  }

  private void open() throws SQLException {
    Index opened = Index.open(dir);
    LogPosition at = opened.progress();
    if (at.id() > log.lastId() || !stands(at)) {
      opened.close();
      throw new SQLException("it is of another log");
    }
    lock.lock();
    try {
      index = opened;
      indexed = at.id();
      broken = false;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the log has a file and length for this place. */
  private boolean stands(LogPosition at) {
    LogPosition end = log.durable();
    return at.file() < end.file() || (at.file() == end.file() && at.at() <= end.at());
  }

  /** Takes note of how far it came. */
  @FunctionalInterface
  interface Progress {
    void reached(long id);
  }

  /** Brings the index up to what the log holds on disk. */
  static void fill(Index index, LogReader reader, long lastId, Progress progress)
      throws SQLException, IOException {
    LogPosition from = index.progress();
    if (from.id() >= lastId) {
      return;
    }
    Batch batch = new Batch(index, lastId, progress);
    LogPosition end = reader.read(from, batch::take);
    batch.end(end);
  }

  private void reached(long id) {
    lock.lock();
    try {
      indexed = id;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Events between two commits. */
  private static final class Batch {
    private final Index index;
    private final long lastId;
    private final Progress progress;
    private int count;
    private @Nullable LogPosition last;

    private Batch(Index index, long lastId, Progress progress) {
      this.index = index;
      this.lastId = lastId;
      this.progress = progress;
    }

    private void take(postern.audit.Event event, LogPosition before, int size) throws IOException {
      if (event.id() > lastId) {
        return;
      }
      try {
        index.add(event, before, size);
        last = new LogPosition(before.file(), before.at() + size, event.id());
        if (++count % BATCH == 0) {
          commit(last);
        }
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }

    /** Damaged lines at the end are stepped over only when the log was read to what is safe. */
    private void end(LogPosition end) throws SQLException {
      if (end.id() <= lastId) {
        commit(end);
      } else if (last != null) {
        commit(last);
        progress.reached(lastId);
      }
    }

    private void commit(LogPosition position) throws SQLException {
      index.commit(position);
      progress.reached(position.id());
    }
  }

  private boolean awaitWork() {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(1);
      while (!closing && indexed >= log.durable().id() && left > 0) {
        left = work.awaitNanos(left);
      }
      return !closing;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void dropIndex(boolean remove) {
    Index old;
    lock.lock();
    try {
      old = index;
      index = null;
      indexed = 0;
      broken = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (old != null) {
        old.close();
      }
      if (remove) {
        Index.remove(dir);
      }
    } catch (SQLException | IOException e) {
      LOG.warn("index not closed reason={}", e.toString());
    }
  }

  /** False after the pause, true when closing. */
  private boolean waitedOut(Duration pause) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closing && left > 0) {
        left = work.awaitNanos(left);
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
      work.signalAll();
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    Threads.join(thread);
  }

  /**
   * Makes the index of a directory that nobody else has.
   *
   * @return how much it holds, in words
   */
  public static String rebuild(DataDir dir) throws IOException, SQLException {
    Index.remove(dir);
    try (Index index = Index.open(dir)) {
      fill(index, new LogReader(dir), Long.MAX_VALUE, id -> LOG.debug("indexed id={}", id));
      return index.size();
    }
  }
}
