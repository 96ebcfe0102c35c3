package postern.audit.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.AppendFile;
import postern.audit.disk.Disk;
import postern.audit.disk.DiskErrors;
import postern.audit.disk.WorkerThread;

/**
 * Writes the files of the event log: starts new files, falls back on the reserve and retries on a
 * failing disk. Used by one thread.
 */
final class EventLogWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EventLogWriter.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final long MAX_FILE = 64L << 20;

  private final Disk disk;
  private @Nullable AppendFile file;
  private LogPosition position;

  EventLogWriter(Disk disk, LogPosition end) {
    this.disk = disk;
    this.position = end;
  }

  LogPosition position() {
    return position;
  }

  /**
   * Writes and forces the lines, and retries until that succeeds.
   *
   * @return false if the log was closed and the last try failed
   */
  boolean write(ByteBuffer lines, long lastId, WorkerThread worker) throws InterruptedException {
    boolean more = true;
    while (true) {
      try {
        writeOnce(lines.duplicate(), lastId);
        disk.board().clear(worker.name());
        return true;
      } catch (IOException e) {
        undo();
        if (DiskErrors.isNoSpace(e) && disk.reserve().release()) {
          continue;
        }
        if (!more) {
          LOG.error("events lost at close bytes={} reason={}", lines.remaining(), e.getMessage());
          return false;
        }
        disk.board().report(worker.name(), DiskErrors.writing(e, disk.dir().root()));
        more = worker.pause(RETRY);
      }
    }
  }

  private void writeOnce(ByteBuffer lines, long lastId) throws IOException {
    AppendFile log = file;
    if (log != null && log.safe() >= MAX_FILE) {
      log.close();
      log = null;
      position = new LogPosition(position.id() + 1, 0, position.id());
    }
    if (log == null) {
      log = AppendFile.open(disk.opener(), LogFile.of(disk.dir(), position.file()).path());
      file = log;
    }
    log.append(lines);
    log.force();
    position = new LogPosition(position.file(), log.safe(), lastId);
  }

  /** Removes what may be half written. Continues in a new file if this one was abandoned. */
  private void undo() {
    AppendFile log = file;
    if (log == null) {
      return;
    }
    log.truncateToSafe();
    if (!log.abandoned()) {
      return;
    }
    close();
    try {
      if (log.safe() == 0) {
        Files.deleteIfExists(log.path());
      }
    } catch (IOException e) {
      LOG.warn("event file not removed reason={}", e.getMessage());
    }
    position = new LogPosition(position.id() + 1, 0, position.id());
  }

  void close() {
    AppendFile log = file;
    file = null;
    if (log != null) {
      try {
        log.close();
      } catch (IOException e) {
        LOG.warn("event file not closed reason={}", e.getMessage());
      }
    }
  }
}
