package postern.mux.screen;

import java.util.Arrays;

/** Executes escape and CSI sequences on a {@link Terminal}. Unknown sequences do nothing. */
final class ControlFunctions {
  private final Terminal terminal;
  private final TerminalState state;
  private final Modes modes;

  ControlFunctions(Terminal terminal, TerminalState state) {
    this.terminal = terminal;
    this.state = state;
    this.modes = new Modes(terminal, state);
  }

  void escape(Sequence sequence) {
    state.last = 0;
    if (!sequence.readEscape()) {
      return;
    }
    switch (sequence.intermediate()) {
      case 0 -> plainEscape(sequence.last());
      case '(' -> state.cursor.sets[0] = GraphicSet.named(sequence.last());
      case ')' -> state.cursor.sets[1] = GraphicSet.named(sequence.last());
      case '*' -> state.cursor.sets[2] = GraphicSet.named(sequence.last());
      case '+' -> state.cursor.sets[3] = GraphicSet.named(sequence.last());
      case '#' -> {
        if (sequence.last() == '8') {
          alignmentPattern();
        }
      }
      default -> {}
    }
  }

  private void plainEscape(int last) {
    switch (last) {
      case '7' -> terminal.save();
      case '8' -> terminal.restore();
      case '=' -> state.set(TerminalState.APPLICATION_KEYPAD, true);
      case '>' -> state.set(TerminalState.APPLICATION_KEYPAD, false);
      case 'D' -> terminal.index();
      case 'E' -> {
        terminal.index();
        state.cursor.col = 0;
      }
      case 'H' -> state.tabs.set(state.cursor.col);
      case 'M' -> terminal.reverseIndex();
      case 'N' -> state.singleShift = 2;
      case 'O' -> state.singleShift = 3;
      case 'c' -> terminal.reset();
      case 'n' -> state.cursor.shift = 2;
      case 'o' -> state.cursor.shift = 3;
      default -> {}
    }
  }

  /** DECALN: resets margins and origin mode, moves the cursor home, and fills the screen with E. */
  private void alignmentPattern() {
    state.top = 0;
    state.bottom = state.rows - 1;
    state.cursor.origin = false;
    terminal.moveTo(0, 0);
    for (int row = 0; row < state.rows; row++) {
      Row cells = state.shown().row(row);
      cells.clear(Pen.PLAIN);
      Arrays.fill(cells.text, 'E');
    }
  }

  void command(Sequence sequence) {
    boolean read = sequence.readCommand();
    if (read && sequence.prefix() == 0 && sequence.intermediate() == 0 && sequence.last() == 'b') {
      repeat(sequence.times(0));
      return;
    }
    state.last = 0;
    if (!read) {
      return;
    }
    switch (sequence.intermediate()) {
      case 0 -> {
        if (sequence.prefix() == 0) {
          plain(sequence);
        } else if (sequence.prefix() == '?') {
          decPrivate(sequence);
        }
      }
      case ' ' -> {
        if (sequence.last() == 'q' && sequence.value(0) <= 6) {
          state.cursorShape = sequence.value(0);
        }
      }
      case '!' -> {
        if (sequence.last() == 'p') {
          modes.softReset();
        }
      }
      case '"' -> {
        if (sequence.last() == 'q') {
          protect(sequence.value(0));
        }
      }
      default -> {}
    }
  }

  /** REP: repeats only a character that directly precedes it, as ECMA-48 defines. */
  private void repeat(int times) {
    if (state.last != 0) {
      int character = state.last;
      int n = Math.min(times, state.rows * state.cols);
      for (int i = 0; i < n; i++) {
        terminal.print(character, CharacterWidth.of(character));
      }
    }
  }

  private void protect(int value) {
    long pen = state.cursor.pen;
    state.cursor.pen = value == 1 ? pen | Pen.PROTECTED : pen & ~Pen.PROTECTED;
  }

  private void decPrivate(Sequence sequence) {
    switch (sequence.last()) {
      case 'h', 'l' -> modes.decPrivate(sequence, sequence.last() == 'h');
      case 'J' -> eraseDisplay(sequence.value(0), true);
      case 'K' -> eraseLine(sequence.value(0), true);
      case 'W' -> {
        if (sequence.value(0) == 5) {
          state.tabs.clear();
          state.defaultTabs(0);
        }
      }
      default -> {}
    }
  }

  private void plain(Sequence sequence) {
    switch (sequence.last()) {
      case 'A', 'B', 'C', 'D', 'E', 'F', 'a', 'e', 'k', 'j' -> relative(sequence);
      case 'G', '`', 'H', 'f', 'd' -> absolute(sequence);
      case 'I' -> terminal.tab(sequence.times(0));
      case 'Z' -> terminal.tabBack(sequence.times(0));
      case 'J' -> eraseDisplay(sequence.value(0), false);
      case 'K' -> eraseLine(sequence.value(0), false);
      case '@', 'P', 'X' -> inLine(sequence);
      case 'L', 'M' -> lines(sequence);
      case 'S' -> terminal.scrollUp(state.top, sequence.times(0));
      case 'T', '^' -> {
        if (sequence.count() <= 1) {
          terminal.scrollDown(state.top, sequence.times(0));
        }
      }
      case 'g' -> clearTabs(sequence.value(0));
      case 'h', 'l' -> modes.ansi(sequence, sequence.last() == 'h');
      case 'm' -> state.cursor.pen = Pen.apply(state.cursor.pen, sequence);
      case 'r' -> margins(sequence);
      case 's' -> {
        if (sequence.count() == 0) {
          terminal.save();
        }
      }
      case 'u' -> {
        if (sequence.count() == 0) {
          terminal.restore();
        }
      }
      default -> {}
    }
  }

  private void relative(Sequence sequence) {
    int n = sequence.times(0);
    Cursor cursor = state.cursor;
    int col = cursor.col;
    switch (sequence.last()) {
      case 'A', 'k' -> terminal.moveTo(up(n), col);
      case 'B' -> terminal.moveTo(down(n), col);
      case 'C', 'a' -> terminal.moveTo(cursor.row, col + n);
      case 'D', 'j' -> terminal.moveTo(cursor.row, col - n);
      case 'E' -> terminal.moveTo(down(n), 0);
      case 'F' -> terminal.moveTo(up(n), 0);
      case 'e' -> terminal.moveTo(cursor.origin ? down(n) : cursor.row + n, col);
      default -> {}
    }
  }

  private int up(int n) {
    int row = state.cursor.row;
    return Math.max(row >= state.top ? state.top : 0, row - n);
  }

  private int down(int n) {
    int row = state.cursor.row;
    return Math.min(row <= state.bottom ? state.bottom : state.rows - 1, row + n);
  }

  private void absolute(Sequence sequence) {
    int first = sequence.times(0) - 1;
    switch (sequence.last()) {
      case 'G', '`' -> terminal.moveTo(state.cursor.row, first);
      case 'd' -> terminal.moveToAddress(first, state.cursor.col);
      default -> terminal.moveToAddress(first, sequence.times(1) - 1);
    }
  }

  private void eraseDisplay(int what, boolean selective) {
    int row = state.cursor.row;
    if (what > 2) {
      return;
    }
    if (what == 2 || (what == 0 && row == 0 && state.cursor.col == 0)) {
      terminal.tellWiped();
    }
    if (what != 2) {
      eraseLine(what, selective);
    }
    state.cursor.pending = false;
    int from = what == 0 ? row + 1 : 0;
    int to = what == 1 ? row : state.rows;
    if (selective) {
      for (int i = from; i < to; i++) {
        erase(i, 0, state.cols, true);
      }
    } else {
      state.shown().clear(from, to, Pen.blank(state.cursor.pen));
    }
  }

  private void eraseLine(int what, boolean selective) {
    int col = state.cursor.col;
    if (what <= 2) {
      state.cursor.pending = false;
      erase(state.cursor.row, what == 0 ? col : 0, what == 1 ? col + 1 : state.cols, selective);
    }
  }

  private void erase(int row, int from, int to, boolean selective) {
    long look = Pen.blank(state.cursor.pen);
    if (selective) {
      state.shown().row(row).eraseUnprotected(from, to, look);
    } else {
      state.shown().row(row).erase(from, to, look);
    }
  }

  private void inLine(Sequence sequence) {
    int n = sequence.times(0);
    int col = state.cursor.col;
    long look = Pen.blank(state.cursor.pen);
    Row row = state.shown().row(state.cursor.row);
    state.cursor.pending = false;
    switch (sequence.last()) {
      case '@' -> row.insert(col, n, look);
      case 'P' -> row.delete(col, n, look);
      default -> row.erase(col, Math.min(state.cols, col + n), look);
    }
  }

  private void lines(Sequence sequence) {
    int row = state.cursor.row;
    if (row < state.top || row > state.bottom) {
      return;
    }
    if (sequence.last() == 'L') {
      terminal.scrollDown(row, sequence.times(0));
    } else {
      terminal.scrollUp(row, sequence.times(0));
    }
    terminal.moveTo(row, 0);
  }

  private void clearTabs(int what) {
    if (what == 0) {
      state.tabs.clear(state.cursor.col);
    } else if (what == 3) {
      state.tabs.clear();
    }
  }

  private void margins(Sequence sequence) {
    int top = sequence.times(0) - 1;
    int bottom = sequence.value(1) == 0 ? state.rows : Math.min(state.rows, sequence.value(1));
    if (top < bottom - 1) {
      state.top = top;
      state.bottom = bottom - 1;
      terminal.moveToAddress(0, 0);
    }
  }
}
