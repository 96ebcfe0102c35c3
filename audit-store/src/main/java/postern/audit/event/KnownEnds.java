package postern.audit.event;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import postern.audit.Event;
import postern.audit.RecordedConsole;

/** How far the output of consoles is known to have been recorded, by what events tell of it. */
public final class KnownEnds {
  /** The third number in a segment's name. */
  private static final Pattern SEGMENT =
      Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}-([0-7][0-9a-f]{15})-.*");

  private final Map<RecordedConsole, Long> ends = new HashMap<>();

  public void take(Event event) {
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

  /** Where output ended at least, by console. */
  public Map<RecordedConsole, Long> all() {
    return Map.copyOf(ends);
  }
}
