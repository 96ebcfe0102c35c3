package postern.audit.event;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.audit.Damage;
import postern.audit.Event;

/**
 * Separates the events of the log from damage, line by line. Ids count up by one, so an unexpected
 * id is either damaged itself, or follows lines that are missing, repeated or out of order. The
 * next line decides: if its id follows the unexpected one, that one is confirmed.
 */
final class LogScan {
  /** How many ids the last event may skip, as no line follows that could confirm it. */
  private static final long MAX_SKIPPED = 1_000_000;

  /** How many events with an unconfirmed id are remembered, in case that id proves missing. */
  private static final int MAX_UNCONFIRMED = 1000;

  private final LogReader.Sink sink;
  private final Consumer<Damage> damage;

  /** An event and its position. */
  private record Entry(Event event, LogFile file, long at, int size) {}

  /** The highest id delivered. */
  private long last;

  /** The id expected next if each line so far was one event. */
  private long due;

  private LogFile file;
  private boolean fileBegins;
  private @Nullable Entry pending;
  private final Map<Long, Entry> unconfirmed = new LinkedHashMap<>();

  /** Ranges of ids below {@link #last} that no line had: the first and the last id of each. */
  private final NavigableMap<Long, Long> missing = new TreeMap<>();

  // the unreadable lines that are not reported yet
  private @Nullable LogFile badFile;
  private long badAt;
  private long badEnd;
  private String badWhy = "";

  LogScan(LogFile file, long last, LogReader.Sink sink, Consumer<Damage> damage) {
    this.file = file;
    this.last = last;
    this.due = last + 1;
    this.sink = sink;
    this.damage = damage;
  }

  /** Returns the highest id so far. */
  long last() {
    return last;
  }

  /** Returns the highest id that the lines so far may have had. */
  long reserved() {
    return Math.max(last, due - 1);
  }

  /** Starts a file. */
  void begin(LogFile next, boolean fromFirstLine) {
    reportBad();
    file = next;
    fileBegins = fromFirstLine;
  }

  /** Reports a whole file, or the rest of one, that cannot be used. */
  void unusable(LogFile which, long at, String why) {
    reportBad();
    damage.accept(new Damage(which.name(), at, why));
  }

  /** Reports that the rest of the current file cannot be used. */
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
    decide(new Entry(event, file, line.at(), (int) line.size()), first);
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

  private void decide(Entry line, boolean first) throws IOException {
    long id = line.event().id();
    Entry before = pending;
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
    Entry line = pending;
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
    if (unconfirmed.size() < MAX_UNCONFIRMED) {
      unconfirmed.putIfAbsent(line.event().id(), line);
    }
  }

  private void accept(Entry line) throws IOException {
    long id = line.event().id();
    boolean inOrder = id == due;
    due = id + 1;
    if (id > last) {
      if (id > last + 1) {
        skipped(line, last + 1, id - 1);
      } else {
        reportBad();
      }
      last = id;
      deliver(line);
    } else {
      if (!inOrder) {
        bad(line.file(), line.at(), 0, "events from " + id + " on stand out of order here");
      }
      reportBad();
      if (removeMissing(id)) {
        deliver(line);
      }
    }
  }

  /** Reports ids that no line had. */
  private void skipped(Entry before, long from, long to) throws IOException {
    missing.put(from, to);
    for (Entry line : unconfirmed.values().stream().toList()) {
      if (removeMissing(line.event().id())) {
        deliver(line);
      }
    }
    unconfirmed.clear();
    String words =
        from == to
            ? "event " + from + " is missing here"
            : "events " + from + " to " + to + " are missing here";
    if (badFile == null) {
      bad(before.file(), before.at(), 0, words);
    } else {
      badWhy += "; " + words;
    }
    reportBad();
  }

  /** Removes an id from the missing ones. Returns whether it was one of them. */
  private boolean removeMissing(long id) {
    Map.Entry<Long, Long> range = missing.floorEntry(id);
    if (range == null || range.getValue() < id) {
      return false;
    }
    missing.remove(range.getKey());
    if (range.getKey() < id) {
      missing.put(range.getKey(), id - 1);
    }
    if (id < range.getValue()) {
      missing.put(id + 1, range.getValue());
    }
    return true;
  }

  private void deliver(Entry line) throws IOException {
    Event event = line.event();
    sink.event(event, new LogPosition(line.file().first(), line.at(), event.id() - 1), line.size());
  }

  private void bad(LogFile where, long at, long size, String why) {
    if (badFile == null) {
      badFile = where;
      badAt = at;
      badWhy = why;
    }
    badEnd = at + size;
  }

  private void reportBad() {
    LogFile where = badFile;
    badFile = null;
    if (where != null) {
      String to = badEnd > badAt ? " (up to byte " + badEnd + ")" : "";
      damage.accept(new Damage(where.name(), badAt, badWhy + to));
    }
  }

  /** Handles the unfinished line after the last complete line of a file. */
  void unfinished(long at, long size, boolean lastFile) {
    if (lastFile && size <= LogLines.MAX_LINE) {
      return; // torn by a crash, or being written now
    }
    rejectPending();
    bad(file, at, size, "a line without an end");
    due += lastFile ? 0 : 1;
  }

  /** Ends the scan. */
  void end() throws IOException {
    Entry line = pending;
    if (line != null && line.event().id() > last && line.event().id() - last <= MAX_SKIPPED) {
      pending = null;
      accept(line);
    } else {
      rejectPending();
    }
    reportBad();
  }
}
