package postern.audit.event;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.audit.Damage;
import postern.audit.Event;
import postern.audit.disk.DataDir;
import postern.audit.disk.DiskErrors;

/**
 * Reads the event log from its files, also while it is written. No other class reads event files in
 * full. What cannot be read is reported as damage, and everything after it is still read.
 */
public final class LogReader {
  private final DataDir dir;

  public LogReader(DataDir dir) {
    this.dir = dir;
  }

  /** Receives the events of the log, in the order of the files. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param before the position of the line
     * @param size bytes of the line, with its end
     */
    void event(Event event, LogPosition before, int size) throws IOException;
  }

  /** Reads as {@link #read(LogPosition, Sink, Consumer)} and ignores damage. */
  public LogPosition read(LogPosition from, Sink sink) throws IOException {
    return read(from, sink, damage -> {});
  }

  /**
   * Reads every event from this position on.
   *
   * @param damage receives what is damaged between the events
   * @return where the log ends now
   */
  public LogPosition read(LogPosition from, Sink sink, Consumer<Damage> damage) throws IOException {
    List<LogFile> files =
        LogFile.all(dir).stream().filter(file -> file.first() >= from.file()).toList();
    LogPosition end = from;
    LogScan scan = new LogScan(LogFile.of(dir, from.file()), from.id(), sink, damage);
    for (LogFile file : files) {
      long at = file.first() == from.file() ? from.at() : 0;
      long whole = readFile(file, at, file.equals(files.getLast()), scan);
      end = new LogPosition(file.first(), whole, scan.last());
    }
    scan.end();
    return new LogPosition(end.file(), end.at(), scan.last());
  }

  /** Reads one file and returns the end of its last complete line. */
  static long readFile(LogFile file, long at, boolean last, LogScan scan) throws IOException {
    LogLines opened;
    try {
      opened = LogLines.open(file, at);
    } catch (NoSuchFileException e) {
      return at; // an empty file that the writer has just removed
    } catch (IOException e) {
      scan.unusable(file, at, "the file cannot be read: " + DiskErrors.reading(e));
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
      scan.unusable(lines.at(), "the rest of the file cannot be read: " + DiskErrors.reading(e));
      return null;
    }
  }

  /** Returns the first ids of the files, oldest first. */
  public List<Long> files() throws IOException {
    return LogFile.all(dir).stream().map(LogFile::first).toList();
  }

  /** Reads the events of the file that has this first id. */
  public void readFile(long first, Sink sink) throws IOException {
    LogFile file = LogFile.of(dir, first);
    LogScan scan = new LogScan(file, first - 1, sink, damage -> {});
    readFile(file, 0, file.equals(LogFile.all(dir).getLast()), scan);
    scan.end();
  }
}
