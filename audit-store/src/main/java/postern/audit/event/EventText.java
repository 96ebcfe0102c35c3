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

/** An event as a line of the log: id, v, time, event, outcome, then what it is about, by name. */
public final class EventText {
  private static final int LONGEST_VALUE = 4096;
  private static final int LONGEST_NAME = 64;
  private static final int MOST_NAMES = 64;

  private EventText() {}

  /** All but the id, which goes before it. */
  static String behindId(Instant time, EventKind kind, Outcome outcome, Map<String, String> about) {
    StringBuilder line = new StringBuilder(256);
    line.append(",\"v\":").append(Event.VERSION).append(",\"time\":\"").append(time);
    line.append("\",\"event\":");
    JsonLine.quote(line, kind.word());
    line.append(",\"outcome\":");
    JsonLine.quote(line, outcome.word());
    new TreeMap<>(about)
        .entrySet().stream()
            .limit(MOST_NAMES)
            .forEach(entry -> {
              line.append(',');
              JsonLine.quote(line, name(entry.getKey()));
              line.append(':');
              JsonLine.quote(line, cut(entry.getValue(), LONGEST_VALUE));
            });
    return line.append("}\n").toString();
  }

  private static String name(String name) {
    return switch (name) {
      case "id", "v", "time", "event", "outcome" -> name + "_";
      default -> cut(name, LONGEST_NAME);
    };
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest
        ? text
        : text.substring(0, longest) + "… (" + text.length() + " characters)";
  }

  /**
   * @throws IOException when it is no event
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
        throw new IOException("event " + id + " has a later form than this version knows");
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
