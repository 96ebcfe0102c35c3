package postern.gateway.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Makes safe one-line text for terminals, lists and logs. Used by any thread. */
public final class PlainText {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /** The number of characters at which foreign text is usually cut. */
  public static final int USUAL_LIMIT = 256;

  private PlainText() {}

  /**
   * Returns the text as one line without hidden characters and without any that act on a terminal:
   * controls, format characters, separators and unassigned characters are written as {@code \\x1b}
   * or {@code \\u{202e}}. The text is cut at {@code most} characters and an ellipsis added.
   */
  public static String clean(String foreign, int most) {
    return escaped(foreign, most, false);
  }

  /** As {@link #clean(String, int)}, cut at {@value #USUAL_LIMIT} characters. */
  public static String clean(String foreign) {
    return clean(foreign, USUAL_LIMIT);
  }

  /**
   * As {@link #clean(String, int)}, with each backslash doubled so that the text can be read back.
   */
  public static String quoted(String foreign, int most) {
    return escaped(foreign, most, true);
  }

  /** As {@link #quoted(String, int)}, cut at {@value #USUAL_LIMIT} characters. */
  public static String quoted(String foreign) {
    return quoted(foreign, USUAL_LIMIT);
  }

  private static String escaped(String foreign, int most, boolean backslashes) {
    StringBuilder out = new StringBuilder(Math.min(foreign.length(), most) + 8);
    int i = 0;
    while (i < foreign.length()) {
      int c = foreign.codePointAt(i);
      String shown = c == '\\' && backslashes ? "\\\\" : shown(c, backslashes);
      if (out.length() + shown.length() > most) {
        return out.append('…').toString();
      }
      out.append(shown);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static String shown(int c, boolean names) {
    if (names && c == '\n') {
      return "\\n";
    }
    if (names && c == '\r') {
      return "\\r";
    }
    if (names && c == '\t') {
      return "\\t";
    }
    if (!hidden(c)) {
      return Character.toString(c);
    }
    return c < 0x100 ? String.format("\\x%02x", c) : String.format("\\u{%x}", c);
  }

  private static boolean hidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /** Cuts a line to a terminal's width. The closing bracket of a notice stays. */
  public static String fit(String line, int cols) {
    int room = Math.max(cols, 3);
    if (line.length() <= room) {
      return line;
    }
    String end = line.endsWith("]") ? "..]" : "..";
    return line.substring(0, room - end.length()) + end;
  }

  /** Cuts a line to a terminal's width. Its end stays whole if there is room for it. */
  public static String fit(String line, String end, int cols) {
    int room = cols - end.length();
    return room < 10 ? fit(line + end, cols) : fit(line, room) + end;
  }

  public static String age(Instant since, Instant now) {
    return span(Duration.between(since, now));
  }

  public static String span(Duration span) {
    long s = Math.max(0, span.toSeconds());
    if (s < 120) {
      return s + " s";
    }
    if (s < 7200) {
      return s / 60 + " min";
    }
    return s < 172_800 ? s / 3600 + " h" : s / 86_400 + " d";
  }

  /** Returns the time of day in UTC, with the date in front if it is 20 hours ago or more. */
  public static String time(Instant at, Instant now) {
    return (Duration.between(at, now).toHours() < 20 ? CLOCK : DAY).format(at) + "Z";
  }
}
