package postern.mux.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import postern.mux.CellStyle;
import postern.mux.ScreenSnapshot;

/** A copy of a screen's state. Its arrays are never modified or handed out. */
final class PaintedSnapshot implements ScreenSnapshot {
  private final TerminalState state;
  private final byte[] unfinished;
  private final long offset;

  PaintedSnapshot(TerminalState state, byte[] unfinished, long offset) {
    this.state = state;
    this.unfinished = unfinished;
    this.offset = offset;
  }

  @Override
  public int rows() {
    return state.rows;
  }

  @Override
  public int cols() {
    return state.cols;
  }

  @Override
  public int cursorRow() {
    return state.cursor.row;
  }

  @Override
  public int cursorCol() {
    return state.cursor.col;
  }

  @Override
  public int addressRow() {
    return state.addressRow();
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public boolean lineMode() {
    return state.entered == 0 && state.fullMargins() && !state.cursor.origin;
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>(state.rows);
    for (int i = 0; i < state.rows; i++) {
      lines.add(state.text(i));
    }
    return List.copyOf(lines);
  }

  @Override
  public String styledLine(int row) {
    StringBuilder line = new StringBuilder();
    Row cells = state.shown().written(row);
    if (cells != null) {
      Painter.styled(line, cells);
    }
    return line.append("\033[m").toString();
  }

  @Override
  public String cursorLine() {
    return styledLine(state.cursor.row) + new Painter(state).cursorInLine();
  }

  @Override
  public byte[] paint() {
    return new Painter(state).paint(unfinished);
  }

  @Override
  public byte[] paint(int terminalRows, int terminalCols, @Nullable ScreenSnapshot before) {
    if (terminalRows >= state.rows && terminalCols >= state.cols) {
      return paint();
    }
    Painter painter = new Painter(state.part(terminalRows, terminalCols));
    boolean same =
        before instanceof PaintedSnapshot earlier
            && earlier.state.entered == state.entered
            && earlier.state.rows == state.rows
            && earlier.state.cols == state.cols;
    return same ? painter.paintOver(unfinished) : painter.paint(unfinished);
  }

  @Override
  public byte[] modes() {
    return new Painter(state).modes(unfinished);
  }

  @Override
  public int codePoint(int row, int col) {
    checkColumn(col);
    Row cells = state.shown().written(row);
    return cells == null ? ' ' : cells.text[col];
  }

  @Override
  public CellStyle style(int row, int col) {
    checkColumn(col);
    Row cells = state.shown().written(row);
    return cells == null ? CellStyle.PLAIN : Pen.style(cells.looks[col]);
  }

  private void checkColumn(int col) {
    Objects.checkIndex(col, state.cols);
  }
}
