package postern.audit.event;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import postern.audit.Damage;
import postern.audit.Event;

/**
 * Tells the events of the log from damage, line by line. Ids count up by one, so an id that is not
 * due is either damaged itself, or behind lines that are gone, repeated or out of order. The line
 * that follows decides: ids that go on from it confirm it.
 */
final class LogScan {
  /** Ids that a last event may be ahead of the one before, where nothing follows to confirm it. */
  private static final long MOST_HIDDEN = 1_000_000;

  /** Events kept because their id was not confirmed, until it is known that it is missing. */
  private static final int MOST_DOUBTFUL = 1000;

  private final LogReader.Sink sink;

  /** An event and where it stands. */
  private record Placed(Event event, LogFile file, long at, int size) {}

  /** The highest id given out. */
  private long last;

  /** The id that is due, where each line so far was one event. */
  private long due;

  private LogFile file;
  private boolean fileBegins;
  private @Nullable Placed pending;
  private final Map<Long, Placed> doubtful = new LinkedHashMap<>();

  /** Ids below {@link #last} that no line had: the first and the last of each hole. */
  private final NavigableMap<Long, Long> missing = new TreeMap<>();

  // the lines that make no sense and were not yet told of
  private @Nullable LogFile badFile;
  private long badAt;
  private long badEnd;
  private String badWhy = "";

  LogScan(LogFile file, long last, LogReader.Sink sink) {
    this.file = file;
    this.last = last;
    this.due = last + 1;
    this.sink = sink;
  }

  /** Highest id so far. */
  long last() {
    return last;
  }

  /** Highest id that lines so far may have had. */
  long reserved() {
    return Math.max(last, due - 1);
  }

  /** The lines of a file follow. */
  void begin(LogFile next, boolean fromFirstLine) {
    tellBad();
    file = next;
    fileBegins = fromFirstLine;
  }

  /** A whole file, or the rest of one, that cannot be used. */
  void unusable(LogFile which, long at, String why) {
    tellBad();
    sink.damaged(new Damage(which.name(), at, why));
  }

  /** The rest of this file cannot be used. */
  void unusable(long at, String why) {
    unusable(file, at, why);
  }

  void line(LogLines.Line line) throws IOException {
    boolean first = fileBegins;
    fileBegins = false;
    Event event = null;
    String fault = fault(line);
    if (fault.isEmpty()) {
      try {
        event = EventText.parse(line.text());
      } catch (IOException | RuntimeException e) {
        fault = "no event";
      }
    }
    if (event == null) {
      rejectPending();
      bad(file, line.at(), line.size(), fault);
      due++;
      return;
    }
    place(new Placed(event, file, line.at(), (int) line.size()), first);
  }

  private static String fault(LogLines.Line line) {
    if (line.tooLong()) {
      return "a line of " + line.size() + " bytes, longer than any event";
    }
    return line.bad() < 0
        ? ""
        : "a byte that no event has, 0x%02x at %d"
            .formatted((int) line.text().charAt((int) line.bad()), line.at() + line.bad());
  }

  private void place(Placed line, boolean first) throws IOException {
    long id = line.event().id();
    Placed before = pending;
    if (before != null && id == before.event().id() + 1) {
      pending = null;
      accept(before);
      accept(line);
      return;
    }
    rejectPending();
    if (id == due || id == last + 1 || (first && id == file.first())) {
      accept(line);
    } else {
      pending = line;
    }
  }

  private void rejectPending() {
    Placed line = pending;
    pending = null;
    if (line == null) {
      return;
    }
    bad(
        line.file(),
        line.at(),
        line.size(),
        "id " + line.event().id() + " where " + due + " is due");
    due++;
    if (doubtful.size() < MOST_DOUBTFUL) {
      doubtful.putIfAbsent(line.event().id(), line);
    }
  }

  private void accept(Placed line) throws IOException {
    long id = line.event().id();
    boolean goesOn = id == due;
    due = id + 1;
    if (id > last) {
      if (id > last + 1) {
        lost(line, last + 1, id - 1);
      } else {
        tellBad();
      }
      last = id;
      give(line);
    } else {
      if (!goesOn) {
        bad(line.file(), line.at(), 0, "events from " + id + " on stand out of order here");
      }
      tellBad();
      if (found(id)) {
        give(line);
      }
    }
  }

  /** Ids were jumped over. */
  private void lost(Placed before, long from, long to) throws IOException {
    missing.put(from, to);
    for (Placed line : doubtful.values().stream().toList()) {
      if (found(line.event().id())) {
        give(line);
      }
    }
    doubtful.clear();
    String words =
        from == to
            ? "event " + from + " is missing here"
            : "events " + from + " to " + to + " are missing here";
    if (badFile == null) {
      bad(before.file(), before.at(), 0, words);
    } else {
      badWhy += "; " + words;
    }
    tellBad();
  }

  /** Takes the id out of those that are missing. */
  private boolean found(long id) {
    Map.Entry<Long, Long> hole = missing.floorEntry(id);
    if (hole == null || hole.getValue() < id) {
      return false;
    }
    missing.remove(hole.getKey());
    if (hole.getKey() < id) {
      missing.put(hole.getKey(), id - 1);
    }
    if (id < hole.getValue()) {
      missing.put(id + 1, hole.getValue());
    }
    return true;
  }

  private void give(Placed line) throws IOException {
    Event event = line.event();
    sink.take(event, new LogPosition(line.file().first(), line.at(), event.id() - 1), line.size());
  }

  private void bad(LogFile where, long at, long size, String why) {
    if (badFile == null) {
      badFile = where;
      badAt = at;
      badWhy = why;
    }
    badEnd = at + size;
  }

  private void tellBad() {
    LogFile where = badFile;
    badFile = null;
    if (where != null) {
      String to = badEnd > badAt ? " (up to byte " + badEnd + ")" : "";
      sink.damaged(new Damage(where.name(), badAt, badWhy + to));
    }
  }

  /** Behind the last whole line of a file comes an unfinished one. */
  void unfinished(long at, long size, boolean lastFile) {
    if (lastFile && size <= LogLines.LONGEST) {
      return; // torn, or being written just now
    }
    rejectPending();
    bad(file, at, size, "a line without an end");
    due += lastFile ? 0 : 1;
  }

  /** Nothing follows. */
  void end() throws IOException {
    Placed line = pending;
    if (line != null && line.event().id() > last && line.event().id() - last <= MOST_HIDDEN) {
      pending = null;
      accept(line);
    } else {
      rejectPending();
    }
    tellBad();
  }
}
