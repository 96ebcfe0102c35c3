package postern.gateway.command;

/** Makes a foreign string harmless for a terminal, a log line or a list: one line, no controls. */
public final class Clean {
  private static final int LONGEST = 256;

  private Clean() {}

  /** Control and format characters are shown as {@code \\x1b} or {@code \\u202e}; cut at 256. */
  public static String word(String foreign) {
    return cut(foreign, LONGEST);
  }

  public static String cut(String foreign, int longest) {
    StringBuilder clean = new StringBuilder(Math.min(foreign.length(), longest) + 8);
    for (int i = 0; i < foreign.length() && clean.length() < longest; i++) {
      char c = foreign.charAt(i);
      int type = Character.getType(c);
      if (c < 0x20 || c == 0x7f) {
        clean.append(String.format("\\x%02x", (int) c));
      } else if (type == Character.CONTROL
          || type == Character.FORMAT
          || type == Character.LINE_SEPARATOR
          || type == Character.PARAGRAPH_SEPARATOR) {
        clean.append(String.format("\\u%04x", (int) c));
      } else {
        clean.append(c);
      }
    }
    if (foreign.length() > longest) {
      clean.append('…');
    }
    return clean.toString();
  }

  /** How many columns a clean text takes where it is not wrapped. */
  static int columns(String clean) {
    return clean.codePoints().map(Clean::columns).sum();
  }

  private static int columns(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> c >= 0xff61 && c <= 0xffdc ? 1 : 2;
      default -> (c >= 0xff01 && c <= 0xff60) || (c >= 0x1f300 && c <= 0x1faff) ? 2 : 1;
    };
  }
}
