package postern.audit.query;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.DataDir;
import postern.audit.disk.HealthBoard;
import postern.audit.disk.WorkerThread;
import postern.audit.event.EventLog;
import postern.audit.event.LogPosition;
import postern.audit.event.LogReader;

/**
 * Copies the event log into the index, on its own thread. An index that is missing, damaged or of
 * another log is rebuilt; while the disk fails, the index is left alone.
 */
public final class Indexer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
  private static final int BATCH = 10_000;
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

  private final DataDir dir;
  private final EventLog log;
  private final HealthBoard board;
  private final LogReader reader;
  private final WorkerThread worker = new WorkerThread("index", this::run);
  private final ReentrantLock lock = worker.lock();
  // guarded by lock
  private @Nullable Index index;
  private long indexed;
  private boolean broken;

  public Indexer(DataDir dir, EventLog log, HealthBoard board) {
    this.dir = dir;
    this.log = log;
    this.board = board;
    this.reader = new LogReader(dir);
    worker.start();
    log.onDurable(worker::wake);
  }

  /** Waits until the index holds every event taken before this call. Returns whether it does. */
  boolean caughtUp(Duration longest) {
    if (!board.ok()) {
      return false;
    }
    long wanted = log.lastId();
    worker.wake();
    worker.awaitProgress(longest, () -> upTo(wanted) || broken || worker.closing());
    lock.lock();
    try {
      return upTo(wanted);
    } finally {
      lock.unlock();
    }
  }

  /** Called with the lock held. */
  private boolean upTo(long id) {
    return index != null && indexed >= id;
  }

  /** Opens a connection to the current index. */
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

  private void run() throws InterruptedException {
    Duration pause = Duration.ofSeconds(1);
    boolean more = true;
    while (more) {
      boolean failed = false;
      try {
        follow();
      } catch (SQLException | IOException | RuntimeException e) {
        LOG.warn("index broken, to be rebuilt reason={}", e.toString());
        failed = true;
      }
      closeIndex(failed && board.ok());
      more = worker.pause(pause);
      pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause.plus(pause);
    }
  }

  /** Runs until closed or until something fails. */
  private void follow() throws SQLException, IOException, InterruptedException {
    try {
      open();
    } catch (SQLException | RuntimeException e) {
      LOG.warn("index damaged, to be rebuilt reason={}", e.toString());
      Index.remove(dir);
      open();
    }
    while (awaitWork()) {
      Index now = index;
      if (now != null && board.ok()) {
        fill(now, reader, log.durable().id(), this::reached);
      }
    }
  }

  private void open() throws SQLException {
    Index opened = Index.open(dir);
    LogPosition at = opened.progress();
    if (at.id() > log.lastId() || !exists(at)) {
      opened.close();
      throw new SQLException("it is of another log");
    }
    lock.lock();
    try {
      index = opened;
      indexed = at.id();
      broken = false;
      worker.progressed();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the log is long enough to have this position. */
  private boolean exists(LogPosition at) {
    LogPosition end = log.durable();
    return at.file() < end.file() || (at.file() == end.file() && at.at() <= end.at());
  }

  /** Receives the id up to which events are in the index. */
  @FunctionalInterface
  interface Progress {
    void reached(long id);
  }

  /** Adds what the log has on disk to the index. */
  static void fill(Index index, LogReader reader, long lastId, Progress progress)
      throws SQLException, IOException {
    LogPosition from = index.progress();
    if (from.id() >= lastId) {
      return;
    }
    Batch batch = new Batch(index, lastId, progress);
    LogPosition end = reader.read(from, batch::add);
    batch.end(end);
  }

  private void reached(long id) {
    lock.lock();
    try {
      indexed = id;
      worker.progressed();
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

    private void add(postern.audit.Event event, LogPosition before, int size) throws IOException {
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

    /** Steps over damaged lines at the end only if the log was read up to its durable end. */
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

  /** Returns false if this is being closed. */
  private boolean awaitWork() throws InterruptedException {
    lock.lock();
    try {
      return worker.await(TimeUnit.SECONDS.toNanos(1), () -> indexed < log.durable().id());
    } finally {
      lock.unlock();
    }
  }

  private void closeIndex(boolean remove) {
    Index old;
    lock.lock();
    try {
      old = index;
      index = null;
      indexed = 0;
      broken = true;
      worker.progressed();
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

  @Override
  public void close() {
    worker.close();
  }

  /**
   * Builds the index of a directory that no gateway has open.
   *
   * @return the number of events and sessions, in words
   */
  public static String rebuild(DataDir dir) throws IOException, SQLException {
    Index.remove(dir);
    try (Index index = Index.open(dir)) {
      fill(index, new LogReader(dir), Long.MAX_VALUE, id -> LOG.debug("indexed id={}", id));
      return index.size();
    }
  }
}
