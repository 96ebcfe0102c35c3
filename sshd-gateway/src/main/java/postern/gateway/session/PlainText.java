package postern.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Words that go to a person's terminal: one clean line each, whoever wrote them. */
public final class PlainText {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private PlainText() {}

  /** At most so many characters, nothing in it that a terminal acts on or that hides. */
  public static String clean(String text, int most) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), most));
    for (int i = 0; i < text.length() && out.length() < most; ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int type = Character.getType(c);
      boolean harmless =
          !Character.isISOControl(c)
              && type != Character.FORMAT
              && type != Character.LINE_SEPARATOR
              && type != Character.PARAGRAPH_SEPARATOR
              && type != Character.SURROGATE
              && type != Character.UNASSIGNED;
      out.appendCodePoint(harmless ? c : '?');
    }
    return out.toString();
  }

  /** Cut to a terminal's width; the closing bracket of a notice stays. */
  static String fit(String line, int cols) {
    int room = Math.max(cols, 3);
    if (line.length() <= room) {
      return line;
    }
    String end = line.endsWith("]") ? "..]" : "..";
    return line.substring(0, room - end.length()) + end;
  }

  /** The same, and its end stays whole where there is room for it. */
  static String fit(String line, String end, int cols) {
    int room = cols - end.length();
    return room < 10 ? fit(line + end, cols) : fit(line, room) + end;
  }

  static String age(Instant since, Instant now) {
    return span(Duration.between(since, now));
  }

  static String span(Duration span) {
    long s = Math.max(0, span.toSeconds());
    if (s < 120) {
      return s + " s";
    }
    if (s < 7200) {
      return s / 60 + " min";
    }
    return s < 172_800 ? s / 3600 + " h" : s / 86_400 + " d";
  }

  /** Time of day in UTC, with the day in front when it is not today. */
  static String time(Instant at, Instant now) {
    return (Duration.between(at, now).toHours() < 20 ? CLOCK : DAY).format(at) + "Z";
  }
}
