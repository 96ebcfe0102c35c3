package postern.audit.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.Damage;
import postern.audit.Event;
import postern.audit.disk.DataDir;
import postern.audit.disk.Threads;

/**
 * Reads the whole event log on a thread of its own, at the start and again whenever a file that is
 * finished has changed, so that damage is known without anybody asking for it.
 */
public final class LogCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);

  /** What is damaged beyond this is not told apart. */
  private static final int MOST = 1000;

  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final DataDir dir;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // guarded by lock
  private boolean wanted = true;
  private volatile boolean closing;

  private volatile List<Damage> found = List.of();
  private final Thread thread;

  public LogCheck(DataDir dir) {
    this.dir = dir;
    this.thread = Thread.ofPlatform().daemon().name("audit-check").unstarted(this::run);
    thread.start();
  }

  /** Something was found that does not fit: reads it all again. */
  public void again() {
    lock.lock();
    try {
      wanted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is known; waits for the end of a reading that is due, but no longer than this. */
  public List<Damage> found(Duration longest) {
    lock.lock();
    try {
      long left = longest.toNanos();
      while (wanted && !closing && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return found;
  }

  /**
   * Reads the whole log.
   *
   * @param stop whether reading shall end early
   * @return what is damaged in it, the first {@link #MOST}
   */
  public static List<Damage> damage(LogReader log, BooleanSupplier stop) throws IOException {
    List<Damage> found = new ArrayList<>();
    log.read(
        LogPosition.START,
        new LogReader.Sink() {
          @Override
          public void take(Event event, LogPosition before, int size) throws IOException {
            if (stop.getAsBoolean()) {
              throw new IOException("the check was ended");
            }
          }

          @Override
          public void damaged(Damage one) {
            if (found.size() < MOST) {
              found.add(one);
            }
          }
        });
    return List.copyOf(found);
  }

  private void run() {
    List<String> before = List.of();
    do {
      try {
        List<String> now = finished();
        if (wanted() || !now.equals(before)) {
          found = damage(new LogReader(dir), () -> closing);
          found.forEach(one -> LOG.warn("event log damaged {}", one.text()));
          before = now;
        }
      } catch (IOException | RuntimeException e) {
        LOG.warn("event log not checked reason={}", e.toString());
      }
    } while (!closedWithin(PAUSE));
  }

  private boolean wanted() {
    lock.lock();
    try {
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  /** What tells one state of the finished files from another. */
  private List<String> finished() throws IOException {
    List<String> state = new ArrayList<>();
    List<LogFile> files = LogFile.all(dir);
    for (LogFile file : files) {
      boolean last = file.equals(files.getLast());
      BasicFileAttributes is = Files.readAttributes(file.path(), BasicFileAttributes.class);
      state.add(file.name() + (last ? "" : " " + is.size() + " " + is.lastModifiedTime()));
    }
    return state;
  }

  /** True when it is being closed. */
  private boolean closedWithin(Duration pause) {
    lock.lock();
    try {
      wanted = false;
      changed.signalAll();
      long left = pause.toNanos();
      while (!closing && !wanted && left > 0) {
        left = changed.awaitNanos(left);
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
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    Threads.join(thread);
  }
}
