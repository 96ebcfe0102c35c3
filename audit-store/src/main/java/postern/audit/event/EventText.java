package postern.audit.event;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.Outcome;

/**
 * Converts events to lines of the log: id, v, time, event, outcome, then the other fields by name.
 */
public final class EventText {
  private static final int MAX_VALUE = 4096;
  private static final int MAX_NAME = 64;
  private static final int MAX_FIELDS = 64;

  private EventText() {}

  /** Returns the line without the id, which goes before it. */
  static String afterId(Instant time, EventKind kind, Outcome outcome, Map<String, String> about) {
    StringBuilder line = new StringBuilder(256);
    line.append(",\"v\":").append(Event.VERSION).append(",\"time\":\"").append(time);
    line.append("\",\"event\":");
    JsonLine.quote(line, kind.word());
    line.append(",\"outcome\":");
    JsonLine.quote(line, outcome.word());
    new TreeMap<>(about)
        .entrySet().stream()
            .limit(MAX_FIELDS)
            .forEach(entry -> {
              line.append(',');
              JsonLine.quote(line, name(entry.getKey()));
              line.append(':');
              JsonLine.quote(line, cut(entry.getValue(), MAX_VALUE));
            });
    return line.append("}\n").toString();
  }

  private static String name(String name) {
    return switch (name) {
      case "id", "v", "time", "event", "outcome" -> name + "_";
      default -> cut(name, MAX_NAME);
    };
  }

  private static String cut(String text, int limit) {
    return text.length() <= limit
        ? text
        : text.substring(0, limit) + "… (" + text.length() + " characters)";
  }

  /**
   * Parses a line.
   *
   * @throws IOException if it is not an event
   */
  public static Event parse(String line) throws IOException {
    Map<String, String> object = JsonLine.parse(line);
    try {
      long id = Long.parseLong(take(object, "id"));
      int version = Integer.parseInt(take(object, "v"));
      Instant time = Instant.parse(take(object, "time"));
      String kind = take(object, "event");
      String outcome = take(object, "outcome");
      if (version > Event.VERSION) {
        throw new IOException("event " + id + " has a later format than this version knows");
      }
      SortedMap<String, String> about = new TreeMap<>(object);
      return new Event(id, time, kind, outcome, about);
    } catch (NumberFormatException | DateTimeException e) {
      throw new IOException("not an event: " + e.getMessage(), e);
    }
  }

  private static String take(Map<String, String> object, String name) throws IOException {
    String value = object.remove(name);
    if (value == null) {
      throw new IOException("not an event: no " + name);
    }
    return value;
  }
}
