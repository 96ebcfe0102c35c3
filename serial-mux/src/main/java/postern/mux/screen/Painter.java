package postern.mux.screen;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Produces the bytes that bring a terminal from any state to a given one. */
final class Painter {
  /**
   * Ends any sequence, returns to the main screen, and resets what would disturb painting. CAN and
   * ST come first, for a terminal in the middle of a sequence.
   */
  private static final String RESET = "\030\033\\\033[?1049l";

  private static final String PLAIN =
      "\033[!p\033[?6l\033[r\033[4l\033[20l\033[?7h\033[?25l"
          + "\033(B\033)B\033*B\033+B\017\033[m\033[0\"q";

  private static final String CLEAR = "\033[H\033[2J";
  private static final int[] MOUSE = {9, 1000, 1002, 1003};
  private static final int[] MOUSE_CODING = {1005, 1006, 1015};

  private final TerminalState state;
  private final StringBuilder out = new StringBuilder(4_096);
  private long pen;

  Painter(TerminalState state) {
    this.state = state;
  }

  byte[] paint(byte[] unfinished) {
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
    return withUnfinished(unfinished);
  }

  /**
   * Paints row by row, without clearing, so that a terminal that shows another part of this screen
   * does not flicker.
   */
  byte[] paintOver(byte[] unfinished) {
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
    return withUnfinished(unfinished);
  }

  byte[] modes(byte[] unfinished) {
    if (!state.tabsAreDefault()) {
      out.append('\r');
      tabs();
      out.append('\r');
    }
    switches();
    out.append(state.on(TerminalState.INSERT) ? "\033[4h" : "\033[4l");
    charsets(state.cursor);
    pen(state.cursor.pen, true);
    singleShift();
    return withUnfinished(unfinished);
  }

  private byte[] withUnfinished(byte[] unfinished) {
    byte[] painted = out.toString().getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(painted, painted.length + unfinished.length);
    System.arraycopy(unfinished, 0, all, painted.length, unfinished.length);
    return all;
  }

  /** Mode 1049 saves again what {@link #saved} just saved, since pen and position are still set. */
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

  /**
   * Terminals disagree about widths, so the column is set again behind every character that could
   * differ.
   */
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

  /** Places the cursor. Writing the last column's character again makes a wrap pending. */
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

  /** Returns the column of the last character. A wide one starts one column earlier. */
  private static int lastCharacter(Row row, int lastColumn) {
    return row.text[lastColumn] == 0 ? lastColumn - 1 : lastColumn;
  }

  /**
   * Writes the cursor's row, starting from any column of it, for a terminal whose cursor may be in
   * another row.
   */
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
      out.append('\033').append("()*+".charAt(i)).append(GraphicSet.finalByte(cursor.sets[i]));
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
      if (state.on(TerminalState.INSERT)) {
        out.append("\033[").append(CharacterWidth.of(state.last)).append('P');
      }
    }
    charsets(cursor);
    pen(cursor.pen, false);
    if (state.on(TerminalState.INSERT)) {
      out.append("\033[4h");
    }
    if (state.last != 0) {
      lastAgain();
    }
    singleShift();
  }

  /**
   * Writes the last character again. It comes last, since REP repeats only a character that
   * directly precedes it.
   */
  private void lastAgain() {
    int[] sets = state.cursor.sets;
    if (GraphicSet.translate(sets[state.cursor.shift], state.last) != state.last) {
      out.append(GraphicSet.translate(sets[2], state.last) == state.last ? "\033N" : "\033O");
    }
    character(written(state.shown(), state.cursor.row), state.lastCol);
  }

  private void singleShift() {
    if (state.singleShift != 0) {
      out.append(state.singleShift == 2 ? "\033N" : "\033O");
    }
  }

  /** Sets every mode that does not move the cursor, except insert mode. */
  private void switches() {
    out.append(state.on(TerminalState.NEWLINE) ? "\033[20h" : "\033[20l");
    out.append(state.on(TerminalState.APPLICATION_KEYPAD) ? "\033=" : "\033>");
    mode(1, state.on(TerminalState.APPLICATION_CURSOR));
    mode(5, state.on(TerminalState.REVERSE));
    mode(7, state.on(TerminalState.AUTOWRAP));
    mode(12, state.on(TerminalState.BLINK));
    mode(1004, state.on(TerminalState.FOCUS));
    mode(2004, state.on(TerminalState.PASTE));
    choice(MOUSE, state.mouse);
    choice(MOUSE_CODING, state.mouseCoding);
    mode(25, state.on(TerminalState.VISIBLE));
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
