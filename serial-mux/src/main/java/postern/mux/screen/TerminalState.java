package postern.mux.screen;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The state of a terminal without its parser. A copy of it is never modified. */
final class TerminalState {
  static final int APPLICATION_CURSOR = 1;
  static final int REVERSE = 1 << 1;
  static final int AUTOWRAP = 1 << 2;
  static final int BLINK = 1 << 3;
  static final int VISIBLE = 1 << 4;
  static final int APPLICATION_KEYPAD = 1 << 5;
  static final int FOCUS = 1 << 6;
  static final int PASTE = 1 << 7;
  static final int INSERT = 1 << 8;
  static final int NEWLINE = 1 << 9;
  static final int DEFAULT_MODES = AUTOWRAP | VISIBLE;

  private static final int TAB = 8;

  int rows;
  int cols;
  Grid main;

  /** The alternate screen while it is shown, or if mode 47 left it and it is therefore kept. */
  @Nullable Grid alternate;

  /** The mode that entered the alternate screen: 47, 1047 or 1049; 0 for the main screen. */
  int entered;

  Cursor cursor = new Cursor();
  Cursor mainSaved = new Cursor();
  Cursor alternateSaved = new Cursor();
  int top;
  int bottom;
  BitSet tabs = new BitSet();
  int modes = DEFAULT_MODES;

  /** The mouse mode: 9, 1000, 1002, 1003 or 0. */
  int mouse;

  /** The mouse encoding: 1005, 1006, 1015 or 0. */
  int mouseCoding;

  /** DECSCUSR. */
  int cursorShape;

  /** The G set for one character (SS2, SS3), or 0. */
  int singleShift;

  /** The character that REP repeats: the one that directly precedes in the stream, or 0. */
  int last;

  /** The column of {@link #last} in the cursor's row. */
  int lastCol;

  TerminalState(int rows, int cols) {
    this.rows = rows;
    this.cols = cols;
    main = new Grid(rows, cols);
    bottom = rows - 1;
    defaultTabs(0);
  }

  void defaultTabs(int from) {
    for (int col = (from + TAB - 1) / TAB * TAB; col < cols; col += TAB) {
      tabs.set(col);
    }
  }

  boolean tabsAreDefault() {
    BitSet usual = new BitSet();
    for (int col = 0; col < cols; col += TAB) {
      usual.set(col);
    }
    return usual.equals(tabs);
  }

  /** Returns a row as text, trimmed on the right. */
  String text(int row) {
    Row cells = shown().written(row);
    StringBuilder line = new StringBuilder();
    if (cells != null) {
      Painter.text(line, cells, 0, cells.end());
    }
    return line.toString().stripTrailing();
  }

  Grid shown() {
    Grid other = alternate;
    return entered != 0 && other != null ? other : main;
  }

  boolean on(int mode) {
    return (modes & mode) != 0;
  }

  void set(int mode, boolean on) {
    modes = on ? modes | mode : modes & ~mode;
  }

  /** Returns the cursor's row as cursor commands address it. */
  int addressRow() {
    return cursor.origin ? cursor.row - top : cursor.row;
  }

  boolean fullMargins() {
    return top == 0 && bottom == rows - 1;
  }

  TerminalState copy() {
    TerminalState copy = new TerminalState(rows, cols);
    copy.main = main.copy();
    copy.alternate = alternate == null ? null : alternate.copy();
    copy.entered = entered;
    copy.cursor = cursor.copy();
    copy.mainSaved = mainSaved.copy();
    copy.alternateSaved = alternateSaved.copy();
    copy.top = top;
    copy.bottom = bottom;
    copy.tabs = (BitSet) tabs.clone();
    copy.modes = modes;
    copy.mouse = mouse;
    copy.mouseCoding = mouseCoding;
    copy.cursorShape = cursorShape;
    copy.singleShift = singleShift;
    copy.last = last;
    copy.lastCol = lastCol;
    return copy;
  }

  /**
   * Returns a copy of the part around the cursor, of at most this size, without margins and tab
   * stops.
   */
  TerminalState part(int mostRows, int mostCols) {
    TerminalState part = copy();
    part.rows = Math.clamp(mostRows, 1, rows);
    part.cols = Math.clamp(mostCols, 1, cols);
    int up = start(cursor.row, part.rows, rows);
    int left = start(cursor.col, part.cols, cols);
    part.main = main.part(up, part.rows, left, part.cols);
    Grid other = alternate;
    part.alternate = other == null ? null : other.part(up, part.rows, left, part.cols);
    part.top = 0;
    part.bottom = part.rows - 1;
    part.tabs.clear();
    part.defaultTabs(0);
    part.last = 0;
    part.move(part.cursor, up, left);
    part.move(part.mainSaved, up, left);
    part.move(part.alternateSaved, up, left);
    return part;
  }

  /**
   * Returns where the part starts. It moves by half its size, so that it stays still while the
   * cursor moves within it.
   */
  private static int start(int at, int part, int whole) {
    int half = Math.max(1, part / 2);
    int start = at < part ? 0 : ((at - part) / half + 1) * half;
    return Math.min(start, whole - part);
  }

  private void move(Cursor some, int up, int left) {
    some.pending = false;
    some.origin = false;
    some.row = Math.clamp(some.row - (long) up, 0, rows - 1);
    some.col = Math.clamp(some.col - (long) left, 0, cols - 1);
  }

  /**
   * Resizes as xterm does without reflow: cut at the right, with rows removed at the top so that
   * the cursor remains.
   */
  void resize(int newRows, int newCols) {
    int dropped = Math.max(0, cursor.row - newRows + 1);
    main = main.resized(newRows, newCols, dropped);
    Grid other = alternate;
    alternate = other == null ? null : other.resized(newRows, newCols, entered == 0 ? 0 : dropped);
    int oldCols = cols;
    rows = newRows;
    cols = newCols;
    top = 0;
    bottom = newRows - 1;
    tabs.clear(Math.min(oldCols, newCols), Integer.MAX_VALUE);
    defaultTabs(oldCols);
    last = 0;
    fit(cursor, dropped);
    fit(mainSaved, dropped);
    fit(alternateSaved, dropped);
  }

  private void fit(Cursor some, int dropped) {
    some.pending = false;
    some.row = Math.clamp(some.row - (long) dropped, 0, rows - 1);
    some.col = Math.min(some.col, cols - 1);
  }
}
