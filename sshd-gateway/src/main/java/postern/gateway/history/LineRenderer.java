package postern.gateway.history;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.mux.screen.CharacterWidth;
import postern.mux.screen.Screen;

/**
 * Renders the output of a machine as lines of text, each as soon as it is complete. The output
 * passes through a screen model, so that overwritten and erased text appears as it was displayed,
 * and wrapped lines are joined again. A program on the alternate screen leaves no lines. Memory is
 * bounded. Not thread-safe.
 */
public final class LineRenderer {
  private static final int ROWS = 24;
  private static final int COLS = 80;
  private static final List<byte[]> KERNEL_BANNERS =
      List.of(
          "Linux version ".getBytes(StandardCharsets.US_ASCII),
          "[    0.000000] Linux version ".getBytes(StandardCharsets.US_ASCII));
  private static final int LONGEST = 8_192;

  private final Consumer<HistoryLine> lines;
  private final Screen screen = new Screen(ROWS, COLS);

  /** Where and when the text of each row started; null if the latest piece of output tells it. */
  private final @Nullable HistoryLine[] rowStarts = new @Nullable HistoryLine[ROWS];

  /**
   * The number of rows that scrolled off the top. Row r of the screen has the number scrolled + r.
   */
  private long scrolled;

  /** The number of the first row that was not passed on yet. */
  private long next;

  /**
   * Whether the screen was erased and all rows since were blank; blank rows at its top are not
   * lines.
   */
  private boolean blankSoFar;

  /** The rows of a wrapped line that is not complete yet. */
  private @Nullable StringBuilder joined;

  private HistoryLine joinedStart = new HistoryLine("", Instant.EPOCH, 0);
  private HistoryLine pieceStart = joinedStart;

  public LineRenderer(Consumer<HistoryLine> lines) {
    this(lines, StandardCharsets.UTF_8);
  }

  /**
   * @param encoding the character set of the machine, see {@link Screen#encoding}
   */
  public LineRenderer(Consumer<HistoryLine> lines, Charset encoding) {
    this.lines = lines;
    screen.encoding(encoding);
    screen.wrapAlways();
    screen.onScroll(this::scrolled);
    screen.onWipe(this::erased);
  }

  /**
   * Takes output and empties the buffer.
   *
   * @param start the offset of its first byte
   */
  public void feed(ByteBuffer bytes, long start, Instant time) {
    long base = start - bytes.position();
    if (KERNEL_BANNERS.stream().anyMatch(banner -> startsWith(bytes, banner))) {
      breakLine();
    }
    while (bytes.hasRemaining()) {
      int from = bytes.position();
      int end = from;
      while (end < bytes.limit() && bytes.get(end) != '\n') {
        end++;
      }
      end = Math.min(end + 1, bytes.limit());
      pieceStart = new HistoryLine("", time, base + from);
      int row = screen.cursorRow();
      if (rowStarts[row] == null) {
        rowStarts[row] = pieceStart;
      }
      screen.feed(bytes.slice(from, end - from));
      bytes.position(end);
      passOnComplete();
    }
  }

  /**
   * Ends an unfinished line: a machine that was reset at a prompt writes its first line after it.
   */
  private void breakLine() {
    if (!screen.drawn() && !current().isEmpty()) {
      screen.feed(ByteBuffer.wrap(new byte[] {'\r', '\n'}));
      passOnComplete();
    }
  }

  private static boolean startsWith(ByteBuffer bytes, byte[] with) {
    int n = with.length;
    return bytes.remaining() >= n
        && bytes.slice(bytes.position(), n).mismatch(ByteBuffer.wrap(with)) < 0;
  }

  /** Passes on all rows, then a line that says how many bytes are missing. */
  public void missed(long bytes, long offset, Instant time) {
    end();
    lines.accept(new HistoryLine("[" + bytes + " bytes are missing here]", time, offset));
  }

  /** Passes on all rows, including an unfinished line, and continues with a blank screen. */
  public void end() {
    if (!screen.drawn()) {
      passOnAll();
    }
    screen.clear();
    next = scrolled;
    blankSoFar = false;
    clearRowStarts(0);
  }

  /** Returns the unfinished line that the cursor is on. */
  public String current() {
    StringBuilder text = new StringBuilder();
    int row = screen.cursorRow();
    int from = lineStart(row);
    for (int i = from; i < row; i++) {
      text.append(part(i));
    }
    return text.append(screen.text(row)).toString();
  }

  /**
   * Returns the text that is not complete: all rows on the alternate screen, or the unfinished
   * line.
   */
  public List<String> standing() {
    if (!screen.drawn()) {
      return List.of(current());
    }
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < screen.rows(); row++) {
      rows.add(screen.text(row));
    }
    return rows;
  }

  private void passOnComplete() {
    if (screen.drawn()) {
      return;
    }
    int row = screen.cursorRow();
    if (scrolled + row < next) { // the cursor went up, so rows may be overwritten
      int from = lineStart(row);
      next = scrolled + from;
      joined = null;
      clearRowStarts(from);
    }
    while (next < scrolled + row) {
      passOn((int) (next - scrolled));
    }
    if (!screen.continued(row)) {
      flush();
    }
  }

  /** Returns the first row of the line that wraps into this row. */
  private int lineStart(int row) {
    int from = row;
    while (from > 0 && screen.continued(from)) {
      from--;
    }
    return from;
  }

  private void scrolled(String text) {
    if (next <= scrolled) {
      passOn(0);
    }
    scrolled++;
    System.arraycopy(rowStarts, 1, rowStarts, 0, ROWS - 1);
    rowStarts[ROWS - 1] = null;
  }

  private void erased() {
    passOnAll();
    next = scrolled;
    blankSoFar = true;
    clearRowStarts(0);
  }

  private void passOnAll() {
    int last = ROWS - 1;
    while (last >= 0 && screen.text(last).isEmpty()) {
      last--;
    }
    while (next <= scrolled + last) {
      passOn((int) (next - scrolled));
    }
    flush();
  }

  private void passOn(int row) {
    blankSoFar &= screen.text(row).isEmpty();
    if (blankSoFar) {
      next++;
      return;
    }
    boolean continues = screen.continued(row) && joined != null;
    if (!continues) {
      flush();
      joined = new StringBuilder();
      HistoryLine known = rowStarts[row];
      joinedStart = known == null ? pieceStart : known;
    }
    StringBuilder text = joined;
    if (text != null && text.length() < LONGEST) {
      text.append(part(row));
    }
    next++;
  }

  /**
   * Returns the part of a line that is in one row. If the line continues in the next row, the part
   * reaches to the right edge, blanks included, except for a last column that was too narrow for a
   * wide character.
   */
  private String part(int row) {
    String shown = screen.text(row);
    if (row + 1 == ROWS || !screen.continued(row + 1)) {
      return shown;
    }
    int left = COLS - shown.codePoints().map(CharacterWidth::of).sum();
    String next = screen.text(row + 1);
    boolean lastColumnUnused =
        left == 1 && !next.isEmpty() && CharacterWidth.of(next.codePointAt(0)) == 2;
    return lastColumnUnused ? shown : shown + " ".repeat(Math.max(0, left));
  }

  private void flush() {
    StringBuilder text = joined;
    if (text != null) {
      joined = null;
      lines.accept(new HistoryLine(text.toString(), joinedStart.time(), joinedStart.offset()));
    }
  }

  private void clearRowStarts(int from) {
    java.util.Arrays.fill(rowStarts, from, ROWS, null);
  }
}
