package postern.mux;

import java.util.List;
import org.jspecify.annotations.Nullable;
import postern.mux.screen.OutputFilter;

/** A screen at one moment, immutable: what it shows and the bytes that paint it. */
public interface ScreenSnapshot {
  int rows();

  int cols();

  /** 0-based. */
  int cursorRow();

  /** 0-based. */
  int cursorCol();

  /** 0-based, as the machine counts it: from the top margin in origin mode. */
  int addressRow();

  /** Offset in the console's output behind the last byte that this screen shows. */
  long offset();

  /** No alternate screen, no margins, no origin mode: rows can be given as plain lines. */
  boolean lineMode();

  /** The rows as text, right-trimmed, row 0 first, always {@link #rows} of them. */
  List<String> lines();

  /** One row as text with its colours and attributes as SGR, ending in SGR 0; no cursor moves. */
  String styledLine(int row);

  /**
   * The cursor's row as {@link #styledLine}, written from the first column on, and the cursor put
   * where it stands in it: behind a full row the next character wraps.
   */
  String cursorLine();

  /**
   * Bytes that make a terminal of this size, whatever state it is in, show exactly this screen and
   * be in its modes (alternate screen, margins, tab stops, character sets, cursor, keypad, paste
   * and mouse modes), a sequence cut in the middle included. For a person they go through that
   * person's {@link OutputFilter}, as all that follows does: only so does the filter know of the
   * sequence cut in the middle.
   */
  byte[] paint();

  /**
   * As {@link #paint()} for a terminal of that size. Where it is smaller it shows the part round
   * the cursor, without margins: positions that the machine sends later mean other places there.
   *
   * @param before of whose part the terminal shows a picture now, so that it need not be cleared
   */
  byte[] paint(int terminalRows, int terminalCols, @Nullable ScreenSnapshot before);

  /**
   * Bytes that bring the modes and the pen (not the cells) to what the machine has set, for line
   * mode; a sequence cut in the middle comes last. Neither moves the cursor nor prints, except that
   * it goes to the first column where tab stops were changed.
   */
  byte[] modes();

  /** Code point at a cell, 0 for the right half of a wide one, space when empty. */
  int codePoint(int row, int col);

  /** Attributes of a cell, as {@link CellStyle}. */
  CellStyle style(int row, int col);
}
