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
 * Turns what a machine said into lines of text as soon as each is complete: through the screen, so
 * that what was overwritten, erased or drawn is as it was seen, and wrapped lines are whole again.
 * What a program draws on the alternate screen leaves no lines. Bounded in memory; one thread.
 */
public final class LineRenderer {
  private static final int ROWS = 24;
  private static final int COLS = 80;
  private static final List<byte[]> KERNELS =
      List.of(
          "Linux version ".getBytes(StandardCharsets.US_ASCII),
          "[    0.000000] Linux version ".getBytes(StandardCharsets.US_ASCII));
  private static final int LONGEST = 8_192;

  private final Consumer<HistoryLine> lines;
  private final Screen screen = new Screen(ROWS, COLS);

  /** Where and when what stands in each row began; null where only the latest piece can say. */
  private final @Nullable HistoryLine[] began = new @Nullable HistoryLine[ROWS];

  /** Rows that left the screen at the top; what is in row r is number scrolled + r. */
  private long scrolled;

  /** Number of the first row not given out yet. */
  private long next;

  /** The screen was wiped and nothing was given out since: blank rows at its top are no lines. */
  private boolean blankSoFar;

  /** Wrapped rows that were given out and whose line goes on. */
  private @Nullable StringBuilder joined;

  private HistoryLine joinedFrom = new HistoryLine("", Instant.EPOCH, 0);
  private HistoryLine piece = joinedFrom;

  public LineRenderer(Consumer<HistoryLine> lines) {
    this(lines, StandardCharsets.UTF_8);
  }

  /**
   * @param encoding as the machine writes, see {@link Screen#encoding}
   */
  public LineRenderer(Consumer<HistoryLine> lines, Charset encoding) {
    this.lines = lines;
    screen.encoding(encoding);
    screen.wrapAlways();
    screen.onScroll(this::scrolls);
    screen.onWipe(this::wiped);
  }

  /**
   * Takes output; the buffer is empty afterwards.
   *
   * @param start offset of its first byte
   */
  public void feed(ByteBuffer bytes, long start, Instant time) {
    long base = start - bytes.position();
    if (KERNELS.stream().anyMatch(banner -> begins(bytes, banner))) {
      breakLine();
    }
    while (bytes.hasRemaining()) {
      int from = bytes.position();
      int end = from;
      while (end < bytes.limit() && bytes.get(end) != '\n') {
        end++;
      }
      end = Math.min(end + 1, bytes.limit());
      piece = new HistoryLine("", time, base + from);
      int row = screen.cursorRow();
      if (began[row] == null) {
        began[row] = piece;
      }
      screen.feed(bytes.slice(from, end - from));
      bytes.position(end);
      settle();
    }
  }

  /** A machine that was reset at a prompt says its first line behind it. */
  private void breakLine() {
    if (!screen.drawn() && !current().isEmpty()) {
      screen.feed(ByteBuffer.wrap(new byte[] {'\r', '\n'}));
      settle();
    }
  }

  private static boolean begins(ByteBuffer bytes, byte[] with) {
    int n = with.length;
    return bytes.remaining() >= n
        && bytes.slice(bytes.position(), n).mismatch(ByteBuffer.wrap(with)) < 0;
  }

  /** Says in a line of its own that bytes are missing; what stood before them is given out. */
  public void missed(long bytes, long offset, Instant time) {
    end();
    lines.accept(new HistoryLine("[" + bytes + " bytes are missing here]", time, offset));
  }

  /** Gives out what stands, unfinished as it is; goes on with a blank screen. */
  public void end() {
    if (!screen.drawn()) {
      giveStanding();
    }
    screen.clear();
    next = scrolled;
    blankSoFar = false;
    clearBegan(0);
  }

  /** The unfinished line that the cursor is on. */
  public String current() {
    StringBuilder text = new StringBuilder();
    int row = screen.cursorRow();
    int from = lineStart(row);
    for (int i = from; i < row; i++) {
      text.append(part(i));
    }
    return text.append(screen.text(row)).toString();
  }

  /** What can be read now: every row where a program draws, else the unfinished line. */
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

  private void settle() {
    if (screen.drawn()) {
      return;
    }
    int row = screen.cursorRow();
    if (scrolled + row < next) { // the cursor went up: what comes may be written anew
      int from = lineStart(row);
      next = scrolled + from;
      joined = null;
      clearBegan(from);
    }
    while (next < scrolled + row) {
      give((int) (next - scrolled));
    }
    if (!screen.continued(row)) {
      flush();
    }
  }

  /** The first row of the line that wraps into this one. */
  private int lineStart(int row) {
    int from = row;
    while (from > 0 && screen.continued(from)) {
      from--;
    }
    return from;
  }

  private void scrolls(String text) {
    if (next <= scrolled) {
      give(0);
    }
    scrolled++;
    System.arraycopy(began, 1, began, 0, ROWS - 1);
    began[ROWS - 1] = null;
  }

  private void wiped() {
    giveStanding();
    next = scrolled;
    blankSoFar = true;
    clearBegan(0);
  }

  private void giveStanding() {
    int last = ROWS - 1;
    while (last >= 0 && screen.text(last).isEmpty()) {
      last--;
    }
    while (next <= scrolled + last) {
      give((int) (next - scrolled));
    }
    flush();
  }

  private void give(int row) {
    blankSoFar &= screen.text(row).isEmpty();
    if (blankSoFar) {
      next++;
      return;
    }
    boolean goesOn = screen.continued(row) && joined != null;
    if (!goesOn) {
      flush();
      joined = new StringBuilder();
      HistoryLine known = began[row];
      joinedFrom = known == null ? piece : known;
    }
    StringBuilder text = joined;
    if (text != null && text.length() < LONGEST) {
      text.append(part(row));
    }
    next++;
  }

  /**
   * A row's part of its line: one that goes on in the next row ends where the screen does, blanks
   * included, but for the last column where a wide character had no room.
   */
  private String part(int row) {
    String said = screen.text(row);
    if (row + 1 == ROWS || !screen.continued(row + 1)) {
      return said;
    }
    int left = COLS - said.codePoints().map(CharacterWidth::of).sum();
    String next = screen.text(row + 1);
    boolean noRoom = left == 1 && !next.isEmpty() && CharacterWidth.of(next.codePointAt(0)) == 2;
    return noRoom ? said : said + " ".repeat(Math.max(0, left));
  }

  private void flush() {
    StringBuilder text = joined;
    if (text != null) {
      joined = null;
      lines.accept(new HistoryLine(text.toString(), joinedFrom.time(), joinedFrom.offset()));
    }
  }

  private void clearBegan(int from) {
    java.util.Arrays.fill(began, from, ROWS, null);
  }
}
