package postern.audit.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.AppendFile;
import postern.audit.disk.DiskWords;

/** The file side of the event log: rotation, the reserve, a bad disk. One thread. */
final class EventLogWriter {
  private static final Logger LOG = LoggerFactory.getLogger(EventLogWriter.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final long LARGEST = 64L << 20;

  private final EventLog.Tools tools;
  private @Nullable AppendFile file;
  private LogPosition position;

  EventLogWriter(EventLog.Tools tools, LogPosition end) {
    this.tools = tools;
    this.position = end;
  }

  /** Waits between two tries; false when there shall be no more. */
  @FunctionalInterface
  interface Pause {
    boolean await(Duration pause) throws InterruptedException;
  }

  LogPosition position() {
    return position;
  }

  /** Writes and forces; comes back only when it is on disk, or closing and it cannot be. */
  boolean write(ByteBuffer lines, long lastId, Pause pause) throws InterruptedException {
    boolean more = true;
    while (true) {
      try {
        writeOnce(lines.duplicate(), lastId);
        tools.board().well(EventLog.NAME);
        return true;
      } catch (IOException e) {
        undo();
        if (DiskWords.noSpace(e) && tools.reserve().release()) {
          continue;
        }
        if (!more) {
          LOG.error("events lost at close bytes={} reason={}", lines.remaining(), e.getMessage());
          return false;
        }
        tools.board().trouble(EventLog.NAME, DiskWords.of(e, tools.dir().root()));
        more = pause.await(RETRY);
      }
    }
  }

  private void writeOnce(ByteBuffer lines, long lastId) throws IOException {
    AppendFile log = file;
    if (log != null && log.safe() >= LARGEST) {
      log.close();
      log = null;
      position = new LogPosition(position.id() + 1, 0, position.id());
    }
    if (log == null) {
      log = open();
      file = log;
    }
    log.append(lines);
    log.force();
    position = new LogPosition(position.file(), log.safe(), lastId);
  }

  private AppendFile open() throws IOException {
    return AppendFile.open(tools.opener(), LogFile.of(tools.dir(), position.file()).path());
  }

  /** Takes back what may be half written; goes on in a new file where this one is not trusted. */
  private void undo() {
    AppendFile log = file;
    if (log == null) {
      return;
    }
    log.cutBack();
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
