package postern.mux.screen;

/** The 94-character sets that can be designated: ASCII, DEC special graphics, British. */
final class GraphicSet {
  static final int ASCII = 0;
  static final int GRAPHICS = 1;
  static final int BRITISH = 2;

  private static final String FINALS = "B0A";
  private static final String GRAPHIC = "\u00a0◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·";

  private GraphicSet() {}

  /** Returns the set with this final byte. Unknown sets are shown as ASCII. */
  static int named(int finalByte) {
    return Math.max(ASCII, FINALS.indexOf(finalByte));
  }

  static char finalByte(int set) {
    return FINALS.charAt(set);
  }

  static int translate(int set, int ascii) {
    if (set == GRAPHICS && ascii >= 0x5f && ascii <= 0x7e) {
      return GRAPHIC.charAt(ascii - 0x5f);
    }
    return set == BRITISH && ascii == '#' ? '£' : ascii;
  }
}
