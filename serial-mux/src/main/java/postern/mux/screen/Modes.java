package postern.mux.screen;

/** Sets and resets modes: SM, RM, DECSET, DECRST and DECSTR. */
final class Modes {
  private final Terminal terminal;
  private final TerminalState state;

  Modes(Terminal terminal, TerminalState state) {
    this.terminal = terminal;
    this.state = state;
  }

  void ansi(Sequence sequence, boolean on) {
    for (int i = 0; i < sequence.count(); i++) {
      switch (sequence.value(i)) {
        case 4 -> state.set(TerminalState.INSERT, on);
        case 20 -> state.set(TerminalState.NEWLINE, on);
        default -> {}
      }
    }
  }

  void decPrivate(Sequence sequence, boolean on) {
    for (int i = 0; i < sequence.count(); i++) {
      one(sequence.value(i), on);
    }
  }

  private void one(int mode, boolean on) {
    switch (mode) {
      case 1 -> state.set(TerminalState.APPLICATION_CURSOR, on);
      case 5 -> state.set(TerminalState.REVERSE, on);
      case 6 -> {
        state.cursor.origin = on;
        terminal.moveToAddress(0, 0);
      }
      case 7 -> {
        state.set(TerminalState.AUTOWRAP, on);
        state.cursor.pending &= on;
      }
      case 12 -> state.set(TerminalState.BLINK, on);
      case 25 -> state.set(TerminalState.VISIBLE, on);
      case 66 -> state.set(TerminalState.APPLICATION_KEYPAD, on);
      case 1004 -> state.set(TerminalState.FOCUS, on);
      case 2004 -> state.set(TerminalState.PASTE, on);
      case 9, 1000, 1002, 1003 -> state.mouse = on ? mode : 0;
      case 1005, 1006, 1015 -> coding(mode, on);
      case 47, 1047, 1049 -> alternate(mode, on);
      case 1048 -> cursor(on);
      default -> {}
    }
  }

  private void coding(int mode, boolean on) {
    if (on) {
      state.mouseCoding = mode;
    } else if (state.mouseCoding == mode) {
      state.mouseCoding = 0;
    }
  }

  private void cursor(boolean save) {
    if (save) {
      terminal.save();
    } else {
      terminal.restore();
    }
  }

  /**
   * Switches screens as xterm does: 1049 saves the cursor and clears the alternate screen on
   * entering, 1047 clears it on leaving, 47 never does. Here 1049 also clears it on leaving, which
   * only a later 47 could show.
   */
  private void alternate(int mode, boolean on) {
    if (on) {
      if (mode == 1049) {
        terminal.save();
      }
      if (state.alternate == null) {
        state.alternate = new Grid(state.rows, state.cols);
      }
      if (state.entered == 0 || mode == 1049) {
        state.entered = mode;
      }
      if (mode == 1049) {
        state.cursor.pending = false;
        state.shown().clear(0, state.rows, Pen.blank(state.cursor.pen));
      }
      return;
    }
    if (mode == 47) {
      state.entered = 0;
    } else if (mode == 1049 || state.entered != 0) {
      terminal.leaveAlternate();
    }
    if (mode == 1049) {
      terminal.restore();
    }
  }

  /**
   * Resets what VT510 lists for DECSTR, but turns autowrap on, as xterm does. The cursor does not
   * move.
   */
  void softReset() {
    state.set(TerminalState.VISIBLE | TerminalState.AUTOWRAP, true);
    state.set(
        TerminalState.INSERT | TerminalState.APPLICATION_CURSOR | TerminalState.APPLICATION_KEYPAD,
        false);
    state.top = 0;
    state.bottom = state.rows - 1;
    Cursor fresh = new Cursor();
    fresh.row = state.cursor.row;
    fresh.col = state.cursor.col;
    fresh.pending = state.cursor.pending;
    state.cursor = fresh;
    state.singleShift = 0;
    if (state.entered == 0) {
      state.mainSaved = new Cursor();
    } else {
      state.alternateSaved = new Cursor();
    }
  }
}
