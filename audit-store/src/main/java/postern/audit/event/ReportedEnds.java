package postern.audit.event;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postern.audit.Event;
import postern.audit.RecordedConsole;

/** Collects how far the output of each console was recorded, as reported by events. */
public final class ReportedEnds {
  /** Matches the name of a segment; the group is the end offset. */
  private static final Pattern SEGMENT =
      Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}-([0-7][0-9a-f]{15})-.*");

  private final Map<RecordedConsole, Long> ends = new HashMap<>();

  public void add(Event event) {
    Map<String, String> about = event.about();
    OptionalLong end = end(about);
    if (end.isPresent() && about.getOrDefault("port", "").matches("\\d{1,9}")) {
      RecordedConsole console =
          new RecordedConsole(
              about.getOrDefault("tenant", ""),
              about.getOrDefault("machine", ""),
              Integer.parseInt(about.getOrDefault("port", "")));
      ends.merge(console, end.getAsLong(), Math::max);
    }
  }

  private static OptionalLong end(Map<String, String> about) {
    Matcher segment = SEGMENT.matcher(about.getOrDefault("segment", ""));
    if (segment.matches()) {
      return OptionalLong.of(Long.parseLong(segment.group(1), 16));
    }
    String offset = about.getOrDefault("offset", "");
    return offset.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(offset))
        : OptionalLong.empty();
  }

  /** Returns the highest offset reported for each console. */
  public Map<RecordedConsole, Long> all() {
    return Map.copyOf(ends);
  }
}
