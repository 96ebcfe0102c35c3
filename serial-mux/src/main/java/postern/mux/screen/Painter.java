package postern.mux.screen;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the bytes that bring a terminal to a state, from whatever state it is in. */
final class Painter {
  /**
   * Ends any sequence, goes to the main screen, and takes back what would disturb painting. CAN and
   * ST come first, for a terminal in the middle of something.
   */
  private static final String RESET = "\030\033\\\033[?1049l";

  private static final String PLAIN =
      "\033[!p\033[?6l\033[r\033[4l\033[20l\033[?7h\033[?25l"
          + "\033(B\033)B\033*B\033+B\017\033[m\033[0\"q";

  private static final String CLEAR = "\033[H\033[2J";
  private static final int[] MOUSE = {9, 1000, 1002, 1003};
  private static final int[] MOUSE_CODING = {1005, 1006, 1015};

  private final State state;
  private final StringBuilder out = new StringBuilder(4_096);
  private long pen;

  Painter(State state) {
    this.state = state;
  }

  byte[] paint(byte[] held) {
    out.append(RESET)
        .append(PLAIN)
        .append("\033[")
        .append(state.cursorShape)
        .append(" q")
        .append(CLEAR);
    tabs();
    Grid other = state.alternate;
    if (other != null && state.entered == 0) {
      out.append("\033[?47h").append(CLEAR);
      cells(other);
      saved(state.alternateSaved, other);
      out.append("\033[?47l");
    }
    cells(state.main);
    saved(state.mainSaved, state.main);
    if (other != null && state.entered != 0) {
      saveMainAndEnter();
      out.append(CLEAR);
      cells(other);
      if (!state.alternateSaved.pristine()) {
        saved(state.alternateSaved, other);
      }
    }
    finish();
    return withHeld(held);
  }

  /** On a terminal that shows another picture of this screen: row by row, so nothing flickers. */
  byte[] paintOver(byte[] held) {
    out.append("\030\033\\").append(PLAIN).append("\033[").append(state.cursorShape).append(" q");
    for (int i = 0; i < state.rows; i++) {
      move(i, 0);
      out.append(i == state.rows - 1 ? "\033[J" : "");
      Row row = state.shown().written(i);
      for (int col = 0; row != null && col < row.end(); col++) {
        cell(row, col);
      }
      pen(Pen.PLAIN, false);
      out.append(row != null && row.end() == state.cols ? "" : "\033[K");
    }
    finish();
    return withHeld(held);
  }

  byte[] modes(byte[] held) {
    if (!state.tabsAreDefault()) {
      out.append('\r');
      tabs();
      out.append('\r');
    }
    switches();
    out.append(state.on(State.INSERT) ? "\033[4h" : "\033[4l");
    charsets(state.cursor);
    pen(state.cursor.pen, true);
    singleShift();
    return withHeld(held);
  }

  private byte[] withHeld(byte[] held) {
    byte[] painted = out.toString().getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(painted, painted.length + held.length);
    System.arraycopy(held, 0, all, painted.length, held.length);
    return all;
  }

  /** Mode 1049 saves once more what {@link #saved} just saved: the pen and place are still set. */
  private void saveMainAndEnter() {
    if (state.entered == 1049) {
      placeSaved(state.mainSaved, state.main);
    }
    out.append("\033[?").append(state.entered).append('h');
    plainAgain();
  }

  private void tabs() {
    out.append("\033[3g");
    for (int col = state.tabs.nextSetBit(0); col >= 0; col = state.tabs.nextSetBit(col + 1)) {
      column(col);
      out.append("\033H");
    }
  }

  private void cells(Grid grid) {
    for (int i = 0; i < state.rows; i++) {
      Row row = grid.written(i);
      if (row != null && row.end() > 0) {
        move(i, 0);
        for (int col = 0; col < row.end(); col++) {
          cell(row, col);
        }
      }
    }
    pen(Pen.PLAIN, false);
  }

  /** Terminals do not agree on widths: the column is said again behind all that could differ. */
  private void cell(Row row, int col) {
    if (row.text[col] == 0) {
      return;
    }
    pen(row.looks[col], false);
    character(row, col);
    if (row.text[col] >= 0x1100 || !row.marks(col).isEmpty()) {
      int next = col + CharacterWidth.of(row.text[col]);
      if (next < state.cols) {
        column(next);
      }
    }
  }

  private void character(Row row, int col) {
    out.appendCodePoint(row.text[col]).append(row.marks(col));
  }

  private void pen(long wanted, boolean anyway) {
    if (wanted == pen && !anyway) {
      return;
    }
    if (((wanted ^ pen) & Pen.PROTECTED) != 0) {
      out.append((wanted & Pen.PROTECTED) != 0 ? "\033[1\"q" : "\033[0\"q");
    }
    if (((wanted ^ pen) & ~Pen.PROTECTED) != 0 || anyway) {
      Pen.write(out, wanted);
    }
    pen = wanted;
  }

  private void move(int row, int col) {
    out.append("\033[").append(row + 1).append(';').append(col + 1).append('H');
  }

  private void column(int col) {
    out.append("\033[").append(col + 1).append('G');
  }

  private void saved(Cursor cursor, Grid grid) {
    placeSaved(cursor, grid);
    out.append("\0337");
    plainAgain();
  }

  private void placeSaved(Cursor cursor, Grid grid) {
    if (cursor.origin) {
      out.append("\033[?6h");
    }
    place(cursor, cursor.row, grid);
    charsets(cursor);
    pen(cursor.pen, false);
  }

  private void plainAgain() {
    pen(Pen.PLAIN, false);
    out.append("\033(B\033)B\033*B\033+B\017\033[?6l");
  }

  /** Writing the last column's character again is what makes a wrap pending. */
  private void place(Cursor cursor, int addressRow, Grid grid) {
    if (!cursor.pending) {
      move(addressRow, cursor.col);
      return;
    }
    Row row = written(grid, cursor.row);
    int col = lastCharacter(row, cursor.col);
    move(addressRow, col);
    pen(row.looks[col], false);
    character(row, col);
  }

  /** A wide one begins a column earlier. */
  private static int lastCharacter(Row row, int lastColumn) {
    return row.text[lastColumn] == 0 ? lastColumn - 1 : lastColumn;
  }

  /** From anywhere in the cursor's row, on a terminal that may be at another one. */
  String cursorInLine() {
    Cursor cursor = state.cursor;
    Row row = written(state.shown(), cursor.row);
    int col = cursor.pending ? lastCharacter(row, cursor.col) : cursor.col;
    StringBuilder line = new StringBuilder("\r");
    if (col > 0) {
      line.append("\033[").append(col).append('C');
    }
    if (cursor.pending) {
      Pen.write(line, row.looks[col] & ~Pen.PROTECTED);
      text(line, row, col, col + 1);
      line.append("\033[m");
    }
    return line.toString();
  }

  private Row written(Grid grid, int index) {
    Row row = grid.written(index);
    return row == null ? new Row(state.cols) : row;
  }

  private void charsets(Cursor cursor) {
    for (int i = 0; i < 4; i++) {
      out.append('\033').append("()*+".charAt(i)).append(Charset.finalByte(cursor.sets[i]));
    }
    out.append(cursor.shift == 0 ? "\017" : cursor.shift == 1 ? "\016" : "");
    out.append(cursor.shift == 2 ? "\033n" : cursor.shift == 3 ? "\033o" : "");
  }

  private void finish() {
    switches();
    if (!state.fullMargins()) {
      out.append("\033[").append(state.top + 1).append(';').append(state.bottom + 1).append('r');
    }
    Cursor cursor = state.cursor;
    if (cursor.origin) {
      out.append("\033[?6h");
    }
    int addressRow = state.addressRow();
    if (state.last == 0) {
      place(cursor, addressRow, state.shown());
    } else {
      move(addressRow, state.lastCol);
      if (state.on(State.INSERT)) {
        out.append("\033[").append(CharacterWidth.of(state.last)).append('P');
      }
    }
    charsets(cursor);
    pen(cursor.pen, false);
    if (state.on(State.INSERT)) {
      out.append("\033[4h");
    }
    if (state.last != 0) {
      lastAgain();
    }
    singleShift();
  }

  /** REP repeats only what came directly before: so that comes last. */
  private void lastAgain() {
    int[] sets = state.cursor.sets;
    if (Charset.translate(sets[state.cursor.shift], state.last) != state.last) {
      out.append(Charset.translate(sets[2], state.last) == state.last ? "\033N" : "\033O");
    }
    character(written(state.shown(), state.cursor.row), state.lastCol);
  }

  private void singleShift() {
    if (state.singleShift != 0) {
      out.append(state.singleShift == 2 ? "\033N" : "\033O");
    }
  }

  /** Every mode that can be set without the cursor moving, insert mode apart. */
  private void switches() {
    out.append(state.on(State.NEWLINE) ? "\033[20h" : "\033[20l");
    out.append(state.on(State.APPLICATION_KEYPAD) ? "\033=" : "\033>");
    mode(1, state.on(State.APPLICATION_CURSOR));
    mode(5, state.on(State.REVERSE));
    mode(7, state.on(State.AUTOWRAP));
    mode(12, state.on(State.BLINK));
    mode(1004, state.on(State.FOCUS));
    mode(2004, state.on(State.PASTE));
    choice(MOUSE, state.mouse);
    choice(MOUSE_CODING, state.mouseCoding);
    mode(25, state.on(State.VISIBLE));
  }

  private void choice(int[] modes, int chosen) {
    for (int mode : modes) {
      if (mode != chosen) {
        mode(mode, false);
      }
    }
    if (chosen != 0) {
      mode(chosen, true);
    }
  }

  private void mode(int mode, boolean on) {
    out.append("\033[?").append(mode).append(on ? 'h' : 'l');
  }

  static void text(StringBuilder out, Row row, int from, int to) {
    for (int col = from; col < to; col++) {
      if (row.text[col] != 0) {
        out.appendCodePoint(row.text[col]).append(row.marks(col));
      }
    }
  }

  static void styled(StringBuilder out, Row row) {
    long pen = Pen.PLAIN;
    for (int col = 0; col < row.end(); col++) {
      long look = row.looks[col] & ~Pen.PROTECTED;
      if (look != pen) {
        Pen.write(out, look);
        pen = look;
      }
      text(out, row, col, col + 1);
    }
  }
}
