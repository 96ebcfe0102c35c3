package postern.mux.screen;

/** The state that DECSC saves: where the next character goes and how it looks. */
final class Cursor {
  int row;
  int col;

  /** The last column was written to, so that the next character wraps first. Only with autowrap. */
  boolean pending;

  /** DECOM. */
  boolean origin;

  long pen = Pen.PLAIN;

  /** The sets that G0 to G3 designate: {@link GraphicSet#ASCII} and so on. */
  final int[] sets = new int[4];

  /** The index of the active G set. */
  int shift;

  Cursor copy() {
    Cursor copy = new Cursor();
    copy.row = row;
    copy.col = col;
    copy.pending = pending;
    copy.origin = origin;
    copy.pen = pen;
    System.arraycopy(sets, 0, copy.sets, 0, 4);
    copy.shift = shift;
    return copy;
  }

  boolean pristine() {
    return row == 0
        && col == 0
        && !pending
        && !origin
        && pen == Pen.PLAIN
        && shift == 0
        && sets[0] + sets[1] + sets[2] + sets[3] == 0;
  }
}
