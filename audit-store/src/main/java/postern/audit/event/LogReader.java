package postern.audit.event;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import postern.audit.Damage;
import postern.audit.Event;
import postern.audit.disk.DataDir;
import postern.audit.disk.RegularFile;

/**
 * Reads the event log from its files, also while it is written. The only reader of event files:
 * what cannot be read is told as damage, and everything behind it is still read.
 */
public final class LogReader {
  private final DataDir dir;

  public LogReader(DataDir dir) {
    this.dir = dir;
  }

  /** Takes what the log holds, in the order of its files. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param before where its line begins
     * @param size of its line
     */
    void take(Event event, LogPosition before, int size) throws IOException;

    /** Something between the events around it is not as it was written. */
    default void damaged(Damage damage) {}
  }

  /**
   * Every event from there on.
   *
   * @return where the log ends now
   */
  public LogPosition read(LogPosition from, Sink sink) throws IOException {
    List<LogFile> files =
        LogFile.all(dir).stream().filter(file -> file.first() >= from.file()).toList();
    LogPosition end = from;
    LogScan scan = new LogScan(LogFile.of(dir, from.file()), from.id(), sink);
    for (LogFile file : files) {
      long at = file.first() == from.file() ? from.at() : 0;
      long whole = readFile(file, at, file.equals(files.getLast()), scan);
      end = new LogPosition(file.first(), whole, scan.last());
    }
    scan.end();
    return new LogPosition(end.file(), end.at(), scan.last());
  }

  /** Says behind which byte whole lines end. */
  static long readFile(LogFile file, long at, boolean last, LogScan scan) throws IOException {
    LogLines opened;
    try {
      opened = LogLines.open(file, at);
    } catch (NoSuchFileException e) {
      return at; // an empty file that was taken back just now
    } catch (IOException e) {
      scan.unusable(file, at, "the file cannot be read: " + RegularFile.why(e));
      return at;
    }
    try (LogLines lines = opened) {
      if (lines.fileSize() < at || (lines.fileSize() == 0 && !last)) {
        String why = at == 0 ? "the file is empty" : "the file was longer";
        scan.unusable(file, lines.fileSize(), why);
      }
      scan.begin(file, at == 0);
      for (LogLines.Line line = next(lines, scan); line != null; line = next(lines, scan)) {
        scan.line(line);
      }
      if (lines.tail() > 0) {
        scan.unfinished(lines.at(), lines.tail(), last);
      }
      return lines.at();
    }
  }

  private static LogLines.@Nullable Line next(LogLines lines, LogScan scan) {
    try {
      return lines.next();
    } catch (IOException e) {
      scan.unusable(lines.at(), "the rest of the file cannot be read: " + RegularFile.why(e));
      return null;
    }
  }

  /** First ids of the files, oldest first. */
  public List<Long> files() throws IOException {
    return LogFile.all(dir).stream().map(LogFile::first).toList();
  }

  /** The events of one file, named by its first id. */
  public void readFile(long first, Sink sink) throws IOException {
    LogFile file = LogFile.of(dir, first);
    LogScan scan = new LogScan(file, first - 1, sink);
    readFile(file, 0, file.equals(LogFile.all(dir).getLast()), scan);
    scan.end();
  }
}
