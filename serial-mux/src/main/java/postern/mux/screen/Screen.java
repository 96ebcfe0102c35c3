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
 * What a console's output looks like on a terminal: bytes in, cells out. It answers nothing, takes
 * any bytes without throwing, and its memory is bounded by its size: about 25 kB for 80×24 once
 * every row was written to, twice that with an alternate screen.
 *
 * <p>Used by one thread at a time; a {@link ScreenSnapshot} taken from it belongs to anyone.
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

  /** Sizes are cut to 1 to 1,000 rows and 1 to 2,000 columns. */
  public Screen(int rows, int cols) {
    terminal = new Terminal(fittingRows(rows), fittingCols(cols));
    scanner = new Scanner(terminal, PRINTABLE, MAX_SEQUENCE);
  }

  /** Shows these bytes, which may begin and end inside a sequence or character; takes them all. */
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
    boolean flood = to - from >= PlainFlood.LEAST && scanner.idle() && terminal.keepsNoLines();
    scanner.feed(bytes, flood ? PlainFlood.begin(bytes, from, to, enough()) : from, to);
  }

  /** Lines after which nothing of what is on the screen now is left. */
  private int enough() {
    State state = terminal.state();
    return state.rows + state.rows - state.cursor.row;
  }

  /**
   * The screen as it is now.
   *
   * @param offset what {@link ScreenSnapshot#offset()} will say
   */
  public ScreenSnapshot view(long offset) {
    return new PaintedView(terminal.state().copy(), scanner.held(), offset);
  }

  /**
   * Gives each line that scrolls off the top of the main screen, as text, to this listener, on the
   * thread that feeds.
   */
  public void onScroll(Consumer<String> listener) {
    terminal.onScroll(listener);
  }

  /**
   * Runs before the main screen is erased as a whole, on the thread that feeds; the listener may
   * read the screen.
   */
  public void onWipe(Runnable listener) {
    terminal.onWipe(listener);
  }

  /**
   * Wraps at the right edge even where the machine turned that off: boot loaders do, and what a
   * kernel says after them would be cut.
   */
  public void wrapAlways() {
    terminal.wrapAlways();
  }

  /** A row of what is shown, as text, right-trimmed. */
  public String text(int row) {
    return terminal.state().text(row);
  }

  /** What this row shows began in the row above and was wrapped at the right edge. */
  public boolean continued(int row) {
    Row cells = terminal.state().shown().written(row);
    return cells != null && cells.continued;
  }

  /** 0-based. */
  public int cursorRow() {
    return terminal.state().cursor.row;
  }

  public int rows() {
    return terminal.state().rows;
  }

  /**
   * The alternate screen is shown, or margins are set: a program draws, and does not write lines.
   */
  public boolean drawn() {
    State state = terminal.state();
    return state.entered != 0 || !state.fullMargins();
  }

  /** Forgets everything: blank, all modes as at the start, no sequence begun. */
  public void clear() {
    scanner.reset();
    terminal.reset();
  }

  /** Cuts or widens without reflow, keeping the cursor's row; margins go back to the whole. */
  public void resize(int rows, int cols) {
    State state = terminal.state();
    if (fittingRows(rows) != state.rows || fittingCols(cols) != state.cols) {
      state.resize(fittingRows(rows), fittingCols(cols));
    }
  }

  /**
   * How the machine writes characters beyond ASCII: UTF-8 (as at the start) or any charset of one
   * byte a character. Other charsets are refused.
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
