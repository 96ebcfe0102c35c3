package postern.mux;

import java.util.List;
import org.jspecify.annotations.Nullable;
import postern.mux.screen.OutputFilter;

/** An immutable copy of a screen: what it shows, and the bytes that paint it. */
public interface ScreenSnapshot {
  int rows();

  int cols();

  /** Returns the cursor's row, counted from 0. */
  int cursorRow();

  /** Returns the cursor's column, counted from 0. */
  int cursorCol();

  /**
   * Returns the cursor's row as the machine addresses it: counted from 0, from the top margin in
   * origin mode.
   */
  int addressRow();

  /** Returns the offset behind the last byte of output that this screen shows. */
  long offset();

  /**
   * Returns whether there is no alternate screen, no margin and no origin mode, so that rows can be
   * printed as plain lines.
   */
  boolean lineMode();

  /** Returns the rows as text, trimmed on the right; always {@link #rows} of them. */
  List<String> lines();

  /**
   * Returns a row as text with its colours and attributes as SGR sequences, ending in SGR 0,
   * without cursor movement.
   */
  String styledLine(int row);

  /**
   * Returns the cursor's row as {@link #styledLine} does, written from the first column on, with
   * the cursor then moved to its column. Behind a full row the next character wraps.
   */
  String cursorLine();

  /**
   * Returns the bytes that make a terminal of this size, in whatever state it is, show exactly this
   * screen and have its modes: alternate screen, margins, tab stops, character sets, cursor,
   * keypad, paste and mouse modes. An incomplete sequence is included.
   *
   * <p>For a person, the result of this and of the following methods must pass that person's {@link
   * OutputFilter}, so that the filter knows of the incomplete sequence.
   */
  byte[] paint();

  /**
   * Paints as {@link #paint()} does for a terminal of this size. A smaller terminal shows the part
   * around the cursor, without margins, since the machine's later cursor positions do not fit it.
   *
   * @param before the snapshot of which the terminal shows a part now, so that it need not be
   *     cleared; or null
   */
  byte[] paint(int terminalRows, int terminalCols, @Nullable ScreenSnapshot before);

  /**
   * Returns the bytes that set the modes and the pen, but no cells, to the machine's, for line
   * mode. An incomplete sequence comes last. They neither print nor move the cursor, except to the
   * first column if tab stops were changed.
   */
  byte[] modes();

  /**
   * Returns the code point in a cell: 0 for the right half of a wide character, a space for an
   * empty cell.
   */
  int codePoint(int row, int col);

  /** Returns the style of a cell. */
  CellStyle style(int row, int col);
}
