package postern.audit.event;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.Event;
import postern.audit.disk.DataDir;

/** Reads the event log from its files, also while it is written. */
public final class LogReader {
  private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

  /** Events that one piece of damage may make unreadable. */
  private static final long MOST_HIDDEN = 1000;

  private final DataDir dir;

  public LogReader(DataDir dir) {
    this.dir = dir;
  }

  /** Takes events in order. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param before where its line begins
     * @param size of its line
     */
    void take(Event event, LogPosition before, int size) throws IOException;
  }

  /** First ids of the files, oldest first. */
  public List<Long> files() throws IOException {
    return LogFile.all(dir).stream().map(LogFile::first).toList();
  }

  /**
   * Every event from there on that passes {@code hint} (a piece of its line; none passes all).
   * Lines that make no sense are stepped over.
   *
   * @return where the log ends now
   */
  public LogPosition read(LogPosition from, Optional<String> hint, Sink sink) throws IOException {
    LogPosition end = from;
    List<LogFile> files = LogFile.all(dir);
    for (int i = 0; i < files.size(); i++) {
      LogFile file = files.get(i);
      if (file.first() >= from.file()) {
        long next = i + 1 < files.size() ? files.get(i + 1).first() : Long.MAX_VALUE;
        long at = file.first() == from.file() ? from.at() : 0;
        end = readFile(new Part(file, at, next), end, hint, sink);
      }
    }
    return end;
  }

  /** The events of one file, named by its first id. */
  public void readFile(long first, Optional<String> hint, Sink sink) throws IOException {
    long next = Long.MAX_VALUE;
    for (LogFile file : LogFile.all(dir)) {
      if (file.first() > first) {
        next = Math.min(next, file.first());
      }
    }
    Part part = new Part(LogFile.of(dir, first), 0, next);
    readFile(part, new LogPosition(first, 0, first - 1), hint, sink);
  }

  /** A file from a byte on, as far as ids stay below those of the next. */
  private record Part(LogFile file, long at, long next) {}

  private LogPosition readFile(Part part, LogPosition before, Optional<String> hint, Sink sink)
      throws IOException {
    long last = before.id();
    try (LogLines lines = LogLines.open(part.file(), part.at())) {
      for (LogLines.Line line = lines.next(); line != null; line = lines.next()) {
        long id = id(line.text());
        if (!follows(id, last) || id >= part.next()) {
          continue;
        }
        last = id;
        if (hint.isEmpty() || line.text().contains(hint.get())) {
          give(line, new LogPosition(part.file().first(), line.at(), id - 1), sink);
        }
      }
      return new LogPosition(part.file().first(), lines.at(), last);
    }
  }

  private static void give(LogLines.Line line, LogPosition at, Sink sink) throws IOException {
    Event event;
    try {
      event = EventText.parse(line.text());
    } catch (IOException e) {
      LOG.warn("damaged event file={} at={}", at.file(), at.at());
      return;
    }
    sink.take(event, at, line.size());
  }

  /** The id without a full parse; the id of a damaged line is 0. */
  static long id(String line) {
    String before = "{\"id\":";
    if (!line.startsWith(before)) {
      return 0;
    }
    int end = line.indexOf(',', before.length());
    try {
      return end < 0 ? 0 : Long.parseLong(line.substring(before.length(), end));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Cuts an unfinished tail off the last file. Says where the log ends. */
  LogPosition repair() throws IOException {
    List<LogFile> files = LogFile.all(dir);
    if (files.isEmpty()) {
      return LogPosition.START;
    }
    LogFile last = files.getLast();
    LogPosition end = new LogPosition(last.first(), 0, last.first() - 1);
    try (LogLines lines = LogLines.open(last, 0)) {
      for (LogLines.Line line = lines.next(); line != null; line = lines.next()) {
        long id = id(line.text());
        if (follows(id, end.id()) && line.text().endsWith("}")) {
          end = new LogPosition(last.first(), line.at() + line.size(), id);
        }
      }
    }
    cut(last, end.at());
    return end;
  }

  /** Whether the id may come next: damage may hide a few before it, or have made it absurd. */
  private static boolean follows(long id, long last) {
    return id > last && id - last <= MOST_HIDDEN;
  }

  private static void cut(LogFile file, long end) throws IOException {
    try (FileChannel log = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      if (log.size() > end) {
        LOG.warn("unfinished events cut file={} bytes={}", file.first(), log.size() - end);
        log.truncate(end);
        log.force(true);
      }
    }
  }
}
