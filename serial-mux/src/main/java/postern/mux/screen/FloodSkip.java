package postern.mux.screen;

/**
 * Skips output that need not be shown: of many screens of plain lines in one chunk, only the last
 * ones remain.
 */
final class FloodSkip {
  /** The smallest chunk that is worth a look. */
  static final int LEAST = 4_096;

  private FloodSkip() {}

  /**
   * Returns where to start so that the screen ends up as if everything had been shown. The skipped
   * part, and {@code enough} lines behind it, are printable ASCII, CR and LF, and the cut is before
   * a CR LF. By then every row has scrolled off and the cursor is in the bottom row.
   *
   * @param enough the rows below the cursor plus all rows of a screen without margins
   */
  static int startOf(byte[] bytes, int from, int to, int enough) {
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
