package postern.audit.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.Damage;
import postern.audit.disk.DataDir;
import postern.audit.disk.WorkerThread;

/**
 * Reads the whole event log on its own thread, at the start and whenever a finished file has
 * changed, so that damage is found before anybody asks.
 */
public final class LogCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);

  /** Damage beyond this many places is not reported. */
  private static final int MAX_FOUND = 1000;

  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final DataDir dir;
  private final WorkerThread worker = new WorkerThread("check", this::run);
  private final ReentrantLock lock = worker.lock();
  // guarded by lock
  private boolean wanted = true;
  private volatile List<Damage> found = List.of();

  public LogCheck(DataDir dir) {
    this.dir = dir;
    worker.start();
  }

  /** Requests another check, because something was found that does not fit. */
  public void recheck() {
    lock.lock();
    try {
      wanted = true;
      worker.wake();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the damage found. Waits for a check that is due, no longer than this. */
  public List<Damage> found(Duration longest) {
    worker.awaitProgress(longest, () -> !wanted || worker.closing());
    return found;
  }

  /**
   * Reads the whole log.
   *
   * @param stop whether to stop early
   * @return the damage in it, no more than the first {@link #MAX_FOUND} places
   */
  public static List<Damage> damage(LogReader log, BooleanSupplier stop) throws IOException {
    List<Damage> found = new ArrayList<>();
    log.read(
        LogPosition.START,
        (event, before, size) -> {
          if (stop.getAsBoolean()) {
            throw new IOException("the check was stopped");
          }
        },
        one -> {
          if (found.size() < MAX_FOUND) {
            found.add(one);
          }
        });
    return List.copyOf(found);
  }

  private void run() throws InterruptedException {
    List<String> before = List.of();
    do {
      try {
        List<String> now = finishedFiles();
        if (wanted() || !now.equals(before)) {
          found = damage(new LogReader(dir), worker::closing);
          found.forEach(one -> LOG.warn("event log damaged {}", one.text()));
          before = now;
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn("event log not checked reason={}", e.toString());
      }
    } while (pause());
  }

  private boolean wanted() {
    lock.lock();
    try {
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  /** Returns a description of the finished files that differs if one of them has changed. */
  private List<String> finishedFiles() throws IOException {
    List<String> state = new ArrayList<>();
    List<LogFile> files = LogFile.all(dir);
    for (LogFile file : files) {
      boolean last = file.equals(files.getLast());
      BasicFileAttributes is = Files.readAttributes(file.path(), BasicFileAttributes.class);
      state.add(file.name() + (last ? "" : " " + is.size() + " " + is.lastModifiedTime()));
    }
    return state;
  }

  /** Waits until a check is due. Returns false if this is being closed. */
  private boolean pause() throws InterruptedException {
    lock.lock();
    try {
      wanted = false;
      worker.progressed();
      return worker.await(PAUSE.toNanos(), () -> wanted);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
