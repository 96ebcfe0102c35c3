package postern.gateway.ssh;

/**
 * The one way by which text that a stranger chose gets into logs, events and messages: one line,
 * nothing a terminal acts on, at most {@value #LIMIT} characters.
 */
public final class ForeignText {
  /** Longer text is cut here. */
  public static final int LIMIT = 256;

  private ForeignText() {}

  /** The text with everything that is not plainly visible written as an escape. */
  public static String clean(String text) {
    return clean(text, LIMIT);
  }

  /** As {@link #clean(String)}, with another limit in characters. */
  public static String clean(String text, int limit) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 8);
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      String shown = shown(c);
      if (out.length() + shown.length() > limit) {
        return out.append('…').toString();
      }
      out.append(shown);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static String shown(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default -> hidden(c) ? escape(c) : Character.toString(c);
    };
  }

  private static String escape(int c) {
    return c < 0x100 ? String.format("\\x%02x", c) : String.format("\\u{%x}", c);
  }

  /** Controls, bidi and other format characters, line separators, halves of pairs, holes. */
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
}
