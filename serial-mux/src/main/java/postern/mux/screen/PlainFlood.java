package postern.mux.screen;

/**
 * Finds what need not be shown: a machine that says many screens of plain lines at once leaves only
 * the last of them behind.
 */
final class PlainFlood {
  /** Less is not worth a look. */
  static final int LEAST = 4_096;

  private PlainFlood() {}

  /**
   * Where to begin so that the screen ends up as if all had been shown. What is left out, and so
   * many lines behind it, is printable ASCII, CR and LF; it is cut before a CR LF. By then every
   * row has scrolled off, and the cursor is on the bottom row.
   *
   * @param enough of a screen without margins the rows below the cursor and once all its rows
   */
  static int begin(byte[] bytes, int from, int to, int enough) {
    int lines = enough;
    for (int at = plainEnd(bytes, from, to) - 1; at > from; at--) {
      if (bytes[at] == '\n') {
        if (lines <= 0 && bytes[at - 1] == '\r') {
          return at - 1;
        }
        lines--;
      }
    }
    return from;
  }

  private static int plainEnd(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      at = Printable.endOfLines(bytes, at, to);
      if (at < to) {
        byte each = bytes[at];
        if ((each < ' ' && each != '\r' && each != '\n') || each == 0x7f) {
          return at;
        }
        at++;
      }
    }
    return to;
  }
}
