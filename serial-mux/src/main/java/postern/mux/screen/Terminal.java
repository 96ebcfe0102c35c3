package postern.mux.screen;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints characters, moves the cursor and scrolls, according to xterm's ctlseqs and DEC's VT220 and
 * VT510 manuals. It sends no replies, and never throws, whatever its input.
 */
final class Terminal implements Sink {
  private final TerminalState state;
  private final ControlFunctions commands;
  private @Nullable Consumer<String> scrolled;
  private @Nullable Runnable wiped;
  private boolean wrapsAlways;

  Terminal(int rows, int cols) {
    state = new TerminalState(rows, cols);
    commands = new ControlFunctions(this, state);
  }

  TerminalState state() {
    return state;
  }

  /**
   * Returns whether lines that scroll off are lost, all rows scroll, and no single shift is
   * pending.
   */
  boolean keepsNoLines() {
    return scrolled == null
        && state.top == 0
        && state.bottom == state.rows - 1
        && state.singleShift == 0;
  }

  @Override
  public void text(byte[] bytes, int from, int to) {
    Cursor cursor = state.cursor;
    if (state.singleShift != 0
        || cursor.sets[cursor.shift] != GraphicSet.ASCII
        || state.on(TerminalState.INSERT)) {
      for (int i = from; i < to; i++) {
        print(translated(bytes[i]), 1);
      }
      return;
    }
    boolean autowrap = wraps();
    int at = from;
    while (at < to) {
      wrapIfPending();
      int n = Math.min(state.cols - cursor.col, to - at);
      state.shown().row(cursor.row).put(bytes, at, n, cursor.col, cursor.pen);
      at += n;
      state.lastCol = cursor.col + n - 1;
      advance(n);
      if (!autowrap && cursor.col == state.cols - 1 && at < to) {
        at = to - 1;
      }
    }
    state.last = bytes[to - 1];
  }

  private int translated(int ascii) {
    Cursor cursor = state.cursor;
    int set = state.singleShift != 0 ? state.singleShift : cursor.shift;
    state.singleShift = 0;
    return GraphicSet.translate(cursor.sets[set], ascii);
  }

  @Override
  public void character(int codePoint, byte[] raw, int from, int length) {
    state.singleShift = 0;
    int width = CharacterWidth.of(codePoint);
    if (width == 0) {
      combine(codePoint);
    } else if (width > state.cols) {
      print(0xfffd, 1);
    } else {
      print(codePoint, width);
    }
  }

  @Override
  public void malformed(byte[] raw, int length) {
    state.singleShift = 0;
    print(0xfffd, 1);
  }

  void print(int codePoint, int width) {
    Cursor cursor = state.cursor;
    wrapIfPending();
    if (cursor.col + width > state.cols) {
      if (wraps()) {
        wrap();
      } else {
        cursor.col = state.cols - width;
      }
    }
    Row row = state.shown().row(cursor.row);
    if (state.on(TerminalState.INSERT)) {
      row.insert(cursor.col, width, Pen.blank(cursor.pen));
    }
    row.put(codePoint, width, cursor.col, cursor.pen);
    state.last = codePoint;
    state.lastCol = cursor.col;
    advance(width);
  }

  private void advance(int width) {
    Cursor cursor = state.cursor;
    cursor.col += width;
    if (cursor.col >= state.cols) {
      cursor.col = state.cols - 1;
      cursor.pending = wraps();
    }
  }

  private void wrapIfPending() {
    if (state.cursor.pending) {
      wrap();
    }
  }

  private void wrap() {
    state.cursor.col = 0;
    index();
    state.shown().row(state.cursor.row).continued = true;
  }

  /** Adds a mark to the character before the cursor. */
  private void combine(int codePoint) {
    Cursor cursor = state.cursor;
    int col = cursor.pending ? cursor.col : cursor.col - 1;
    if (state.last != 0) {
      col = state.lastCol;
    }
    if (col < 0) {
      return;
    }
    Row row = state.shown().row(cursor.row);
    row.mark(row.text[col] == 0 ? col - 1 : col, codePoint);
  }

  @Override
  public void control(int c0) {
    state.last = 0;
    switch (c0) {
      case 0x08 -> moveTo(state.cursor.row, state.cursor.col - 1);
      case 0x09 -> tab(1);
      case 0x0a, 0x0b, 0x0c -> lineFeed();
      case 0x0d -> moveTo(state.cursor.row, 0);
      case 0x0e -> state.cursor.shift = 1;
      case 0x0f -> state.cursor.shift = 0;
      default -> {}
    }
  }

  private void lineFeed() {
    index();
    Row row = state.shown().written(state.cursor.row);
    if (row != null) {
      row.continued = false;
    }
    if (state.on(TerminalState.NEWLINE)) {
      state.cursor.col = 0;
    }
  }

  /** IND: moves down one row, scrolling at the bottom margin. */
  void index() {
    Cursor cursor = state.cursor;
    cursor.pending = false;
    if (cursor.row == state.bottom) {
      scrollUp(state.top, 1);
    } else if (cursor.row < state.rows - 1) {
      cursor.row++;
    }
  }

  /** RI: moves up one row, scrolling at the top margin. */
  void reverseIndex() {
    Cursor cursor = state.cursor;
    cursor.pending = false;
    if (cursor.row == state.top) {
      scrollDown(state.top, 1);
    } else if (cursor.row > 0) {
      cursor.row--;
    }
  }

  void scrollUp(int from, int count) {
    if (scrolled != null && from == 0 && state.entered == 0) {
      tellScrolled(Math.min(count, state.bottom + 1));
    }
    state.shown().scrollUp(from, state.bottom, count, Pen.blank(state.cursor.pen));
  }

  private void tellScrolled(int count) {
    Consumer<String> told = Objects.requireNonNull(scrolled);
    for (int i = 0; i < count; i++) {
      told.accept(state.text(i));
    }
  }

  /** Sets the listener for lines of the main screen that scroll off its top, or null. */
  void onScroll(@Nullable Consumer<String> listener) {
    scrolled = listener;
  }

  private boolean wraps() {
    return wrapsAlways || state.on(TerminalState.AUTOWRAP);
  }

  /** Wraps what is written past the right edge, whatever the machine says. */
  void wrapAlways() {
    wrapsAlways = true;
  }

  /** Sets the listener that runs before the whole main screen is erased, or null. */
  void onWipe(@Nullable Runnable listener) {
    wiped = listener;
  }

  void tellWiped() {
    if (wiped != null && state.entered == 0) {
      wiped.run();
    }
  }

  void scrollDown(int from, int count) {
    state.shown().scrollDown(from, state.bottom, count, Pen.blank(state.cursor.pen));
  }

  /** Moves to an absolute position, limited to the screen. */
  void moveTo(int row, int col) {
    Cursor cursor = state.cursor;
    cursor.pending = false;
    cursor.row = Math.clamp(row, 0, state.rows - 1);
    cursor.col = Math.clamp(col, 0, state.cols - 1);
  }

  /**
   * Moves to a position that counts from the top margin and stays inside the margins if DECOM is
   * set.
   */
  void moveToAddress(int row, int col) {
    if (state.cursor.origin) {
      moveTo(Math.min(state.top + row, state.bottom), col);
    } else {
      moveTo(row, col);
    }
  }

  void tab(int count) {
    int col = state.cursor.col;
    for (int i = 0; i < count && col < state.cols - 1; i++) {
      int stop = state.tabs.nextSetBit(col + 1);
      col = stop < 0 ? state.cols - 1 : stop;
    }
    moveTo(state.cursor.row, col);
  }

  void tabBack(int count) {
    int col = state.cursor.col;
    for (int i = 0; i < count && col > 0; i++) {
      col = Math.max(0, state.tabs.previousSetBit(col - 1));
    }
    moveTo(state.cursor.row, col);
  }

  void save() {
    if (state.entered == 0) {
      state.mainSaved = state.cursor.copy();
    } else {
      state.alternateSaved = state.cursor.copy();
    }
  }

  void restore() {
    Cursor saved = (state.entered == 0 ? state.mainSaved : state.alternateSaved).copy();
    state.cursor = saved;
    state.singleShift = 0;
    if (saved.origin) {
      saved.row = Math.clamp(saved.row, state.top, state.bottom);
    }
    saved.pending &= state.on(TerminalState.AUTOWRAP);
  }

  /** RIS: resets everything. */
  void reset() {
    tellWiped();
    TerminalState fresh = new TerminalState(state.rows, state.cols);
    state.main.clear(0, state.rows, Pen.PLAIN);
    leaveAlternate();
    state.cursor = fresh.cursor;
    state.mainSaved = fresh.mainSaved;
    state.top = 0;
    state.bottom = state.rows - 1;
    state.tabs = fresh.tabs;
    state.modes = TerminalState.DEFAULT_MODES;
    state.mouse = 0;
    state.mouseCoding = 0;
    state.cursorShape = 0;
    state.singleShift = 0;
    state.last = 0;
  }

  /** Returns to the main screen and discards the alternate one. */
  void leaveAlternate() {
    state.entered = 0;
    state.alternate = null;
    state.alternateSaved = new Cursor();
  }

  @Override
  public void escape(Sequence sequence) {
    commands.escape(sequence);
  }

  @Override
  public void command(Sequence sequence) {
    commands.command(sequence);
  }

  @Override
  public void string() {
    state.last = 0;
  }
}
