package postern.audit.event;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.DataDir;
import postern.audit.disk.SetAside;

/** Finds the position at which the event log continues after a start. */
final class LogEnd {
  private static final Logger LOG = LoggerFactory.getLogger(LogEnd.class);

  /** The minimum length of an event. */
  private static final long SHORTEST_LINE = 64;

  private LogEnd() {}

  /**
   * Sets an unfinished last line aside; nothing else is cut. If the last file cannot be written, or
   * lacks ids that are in use, the log continues in a new file.
   *
   * @param known an id that is known to be in use
   */
  static LogPosition find(DataDir dir, long known) throws IOException {
    List<LogFile> files = LogFile.all(dir);
    if (files.isEmpty()) {
      return new LogPosition(known + 1, 0, known);
    }
    LogFile last = files.getLast();
    LogScan scan = new LogScan(last, last.first() - 1, (event, at, size) -> {}, damage -> {});
    long end = LogReader.readFile(last, 0, true, scan);
    scan.end();
    if (usable(last, end) && known <= scan.reserved()) {
      return new LogPosition(last.first(), end, scan.reserved());
    }
    long used = Math.max(known, Math.max(scan.reserved(), last.first() + unread(last, end)));
    LOG.warn("event log continues in a new file first={} last={}", used + 1, last.name());
    return new LogPosition(used + 1, 0, used);
  }

  /** Returns whether events may be appended at this byte. */
  private static boolean usable(LogFile last, long end) {
    if (!Files.isRegularFile(last.path())) {
      return false;
    }
    try (FileChannel file =
        FileChannel.open(last.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (file.size() > end) {
        SetAside.tail(last.path(), end);
      }
      return true;
    } catch (IOException e) {
      LOG.warn("event file not usable file={} reason={}", last.name(), e.toString());
      return false;
    }
  }

  /** Returns the maximum number of events in the part that was not read. */
  private static long unread(LogFile last, long end) throws IOException {
    return Files.exists(last.path())
        ? Math.max(0, Files.size(last.path()) - end) / SHORTEST_LINE
        : 0;
  }
}
