package postern.mux.screen;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.mux.ScreenSnapshot;

/**
 * A small terminal emulator: bytes in, cells out. It sends no replies, takes any bytes without
 * throwing, and its memory is bounded by its size: about 25 kB for 80×24 once every row was written
 * to, twice that with an alternate screen.
 *
 * <p>Used by one thread at a time. A {@link ScreenSnapshot} taken from it may be used by any
 * thread.
 */
public final class Screen {
  private static final int MAX_ROWS = 1_000;
  private static final int MAX_COLS = 2_000;
  private static final int MAX_SEQUENCE = 256;
  private static final int CHUNK = 4_096;
  private static final boolean[] PRINTABLE = printable();

  private final Terminal terminal;
  private final Scanner scanner;
  private byte @Nullable [] copied;

  /** Creates a blank screen. The size is limited to 1 to 1,000 rows and 1 to 2,000 columns. */
  public Screen(int rows, int cols) {
    terminal = new Terminal(fittingRows(rows), fittingCols(cols));
    scanner = new Scanner(terminal, PRINTABLE, MAX_SEQUENCE);
  }

  /**
   * Processes these bytes, which may start and end inside a sequence or character, and consumes
   * them.
   */
  public void feed(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      int from = bytes.arrayOffset() + bytes.position();
      feed(bytes.array(), from, from + bytes.remaining());
      bytes.position(bytes.limit());
      return;
    }
    byte[] chunk = copied;
    if (chunk == null) {
      chunk = new byte[CHUNK];
      copied = chunk;
    }
    while (bytes.hasRemaining()) {
      int n = Math.min(chunk.length, bytes.remaining());
      bytes.get(chunk, 0, n);
      feed(chunk, 0, n);
    }
  }

  private void feed(byte[] bytes, int from, int to) {
    boolean flood = to - from >= FloodSkip.LEAST && scanner.idle() && terminal.keepsNoLines();
    scanner.feed(bytes, flood ? FloodSkip.startOf(bytes, from, to, enough()) : from, to);
  }

  /** Returns the number of lines after which nothing of the current screen remains. */
  private int enough() {
    TerminalState state = terminal.state();
    return state.rows + state.rows - state.cursor.row;
  }

  /**
   * Returns a copy of the screen.
   *
   * @param offset the value of {@link ScreenSnapshot#offset()}
   */
  public ScreenSnapshot view(long offset) {
    return new PaintedSnapshot(terminal.state().copy(), scanner.unfinished(), offset);
  }

  /**
   * Sets a listener that receives, as text, each line that scrolls off the top of the main screen.
   * It runs on the thread that feeds.
   */
  public void onScroll(Consumer<String> listener) {
    terminal.onScroll(listener);
  }

  /**
   * Sets a listener that runs before the whole main screen is erased, on the thread that feeds. It
   * may read the screen.
   */
  public void onWipe(Runnable listener) {
    terminal.onWipe(listener);
  }

  /**
   * Wraps at the right edge even if the machine turned that off. Boot loaders do so, and the
   * kernel's messages behind them would be cut.
   */
  public void wrapAlways() {
    terminal.wrapAlways();
  }

  /** Returns a row as text, trimmed on the right. */
  public String text(int row) {
    return terminal.state().text(row);
  }

  /** Returns whether this row continues the row above, which was wrapped at the right edge. */
  public boolean continued(int row) {
    Row cells = terminal.state().shown().written(row);
    return cells != null && cells.continued;
  }

  /** Returns the cursor's row, counted from 0. */
  public int cursorRow() {
    return terminal.state().cursor.row;
  }

  public int rows() {
    return terminal.state().rows;
  }

  /**
   * Returns whether the alternate screen is shown or margins are set, so that a program draws and
   * does not print lines.
   */
  public boolean drawn() {
    TerminalState state = terminal.state();
    return state.entered != 0 || !state.fullMargins();
  }

  /** Resets everything: blank, all modes as at the start, no unfinished sequence. */
  public void clear() {
    scanner.reset();
    terminal.reset();
  }

  /** Resizes without reflow, and keeps the cursor's row. Margins are reset. */
  public void resize(int rows, int cols) {
    TerminalState state = terminal.state();
    if (fittingRows(rows) != state.rows || fittingCols(cols) != state.cols) {
      state.resize(fittingRows(rows), fittingCols(cols));
    }
  }

  /**
   * Sets the encoding of the machine's characters: UTF-8, the default, or a single-byte superset of
   * ASCII.
   *
   * @throws IllegalArgumentException if the charset is neither
   */
  public void encoding(Charset charset) {
    scanner.singleByte(charset.equals(StandardCharsets.UTF_8) ? null : table(charset));
  }

  private static char[] table(Charset charset) {
    char[] table = new char[256];
    for (int i = 0; i < table.length; i++) {
      CharBuffer decoded = charset.decode(ByteBuffer.wrap(new byte[] {(byte) i}));
      table[i] = decoded.length() == 1 ? decoded.charAt(0) : '\ufffd';
    }
    if (table['A'] != 'A' || Arrays.stream(high(table)).distinct().count() < 64) {
      throw new IllegalArgumentException(
          "console encoding " + charset + " is not UTF-8 or a one-byte superset of ASCII");
    }
    return table;
  }

  private static int[] high(char[] table) {
    return new String(table, 0x80, 0x80).chars().toArray();
  }

  private static int fittingRows(int rows) {
    return Math.clamp(rows, 1, MAX_ROWS);
  }

  private static int fittingCols(int cols) {
    return Math.clamp(cols, 1, MAX_COLS);
  }

  private static boolean[] printable() {
    boolean[] plain = new boolean[128];
    Arrays.fill(plain, 0x20, 0x7f, true);
    return plain;
  }
}
