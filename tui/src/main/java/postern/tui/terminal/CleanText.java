package postern.tui.terminal;

/**
 * Makes untrusted text harmless and gives it a known width. A character becomes a question mark
 * unless it is printable and all terminals agree on its width and direction.
 */
public final class CleanText {
  private static final int LONGEST = 512;

  private final boolean unicode;

  /**
   * @param unicode false for ASCII only
   */
  public CleanText(boolean unicode) {
    this.unicode = unicode;
  }

  public String clean(String text) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), LONGEST));
    int end = Math.min(text.length(), LONGEST);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c) && i + 1 < end) {
        i++; // one question mark for the pair
      }
      clean.append(shows(c) ? c : '?');
    }
    return clean.toString();
  }

  /** Cuts clean text to exactly that many columns, with an ellipsis, or pads it with spaces. */
  public String fit(String clean, int columns) {
    StringBuilder fitted = new StringBuilder(columns);
    int used = 0;
    boolean cut = width(clean) > columns;
    int limit = cut ? columns - 1 : columns;
    for (int i = 0; i < clean.length() && used + width(clean.charAt(i)) <= limit; i++) {
      fitted.append(clean.charAt(i));
      used += width(clean.charAt(i));
    }
    if (cut && columns > 0) {
      fitted.append(unicode ? '…' : '~');
      used++;
    }
    return fitted.append(" ".repeat(Math.max(0, columns - used))).toString();
  }

  public static int width(String clean) {
    int width = 0;
    for (int i = 0; i < clean.length(); i++) {
      width += width(clean.charAt(i));
    }
    return width;
  }

  private static int width(char c) {
    return wide(c) ? 2 : 1;
  }

  private boolean shows(char c) {
    if (c >= ' ' && c < 0x7f) {
      return true;
    }
    return unicode && c > 0x9f && (wide(c) || narrow(c));
  }

  /** Characters that every terminal draws one column wide and left to right. */
  private static boolean narrow(char c) {
    boolean letters = c != 0xad && (in(c, 0xa1, 0x2ff) || in(c, 0x370, 0x52f));
    boolean signs = in(c, 0x2010, 0x2027) || in(c, 0x2190, 0x2193) || c == 0x20ac;
    boolean frames = in(c, 0x2500, 0x257f);
    return (letters || signs || frames) && Character.isDefined(c) && !mark(c);
  }

  private static boolean mark(char c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.FORMAT;
  }

  /** Characters that are two columns wide everywhere, also in Lanterna's table. */
  private static boolean wide(char c) {
    return in(c, 0x3041, 0x3096)
        || in(c, 0x30a1, 0x30fa)
        || in(c, 0x3400, 0x4dbf)
        || in(c, 0x4e00, 0x9fff)
        || in(c, 0xac00, 0xd7a3)
        || in(c, 0xff01, 0xff60);
  }

  private static boolean in(char c, int first, int last) {
    return c >= first && c <= last;
  }
}
