package postern.gateway.pager;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import postern.gateway.history.History;
import postern.gateway.history.HistoryLine;
import postern.gateway.text.PlainText;

/** A movable window on the rows of a console's history, limited in memory. */
final class HistoryWindow {
  private static final long WINDOW = 256 << 10;
  private static final int MOST_ROWS = 40_000;

  /** The memory that a row takes beside its text, bytes. */
  private static final long ROW_BYTES = 128;

  /** The most characters in all rows. */
  private static final long MOST_TEXT = 4 << 20;

  private final History history;
  private final ToIntFunction<HistoryLine> cols;
  private List<HistoryRow> rows = new ArrayList<>();

  /** The offset of the first row. */
  private long first;

  /** The offset behind the last row. */
  private long until;

  /** The end of the history when it was last looked for. */
  private long end;

  /** The index of the row at the top of the terminal. */
  private int top;

  /**
   * @param cols returns how many columns a row of the given line has
   */
  HistoryWindow(History history, ToIntFunction<HistoryLine> cols) {
    this.history = history;
    this.cols = cols;
  }

  HistoryRow row(int index) {
    return rows.get(index);
  }

  int top() {
    return top;
  }

  int size() {
    return rows.size();
  }

  /** Returns about how many bytes of memory the rows take. */
  long memory() {
    return rows.stream().mapToLong(row -> ROW_BYTES + row.to() - row.from()).sum();
  }

  boolean atEnd(int height) {
    return until >= end && top + height >= rows.size();
  }

  /** Moves to the newest lines. */
  void toEnd(int height) throws IOException {
    end = history.end();
    until = end;
    long from = Math.max(history.first(), end - WINDOW);
    rows = read(from, end, from <= history.first());
    first = rows.isEmpty() || from <= history.first() ? from : rows.getFirst().line().offset();
    top = Math.max(0, rows.size() - height);
  }

  /** Moves to an offset, which must be the start of a line. */
  void to(long offset) throws IOException {
    rows = new ArrayList<>();
    first = offset;
    until = offset;
    top = 0;
    later();
  }

  void move(int by, int height) throws IOException {
    int target = top + by;
    while (target < 0) {
      int more = earlier();
      if (more < 0) {
        break;
      }
      target += more;
    }
    while (target + height > rows.size() && later()) {
      // reads on until the window is full
    }
    top = Math.clamp(target, 0, Math.max(0, rows.size() - height));
  }

  /** The outcome of a search. */
  enum Search {
    FOUND,
    NOT_THERE,
    NOT_YET
  }

  /** Searches above the top row until the deadline, and moves there. */
  Search back(Pattern wanted, long deadline) throws IOException {
    int at = top - 1;
    long here = rows.isEmpty() ? 0 : rows.get(top).line().offset();
    while (true) {
      at = find(wanted, at, -1);
      if (at >= 0) {
        top = at;
        return Search.FOUND;
      }
      int more = earlier();
      if (more < 0) {
        if (top >= rows.size()) {
          to(here); // the row is no longer in memory
        }
        return Search.NOT_THERE;
      }
      top += more;
      at += more;
      if (System.nanoTime() - deadline >= 0) {
        top = Math.max(0, at);
        return Search.NOT_YET;
      }
    }
  }

  /** Searches below the top row until the deadline, and moves there. */
  Search forward(Pattern wanted, long deadline) throws IOException {
    int at = top + 1;
    while (true) {
      at = find(wanted, at, 1);
      if (at < rows.size()) {
        top = at;
        return Search.FOUND;
      }
      int before = rows.size();
      if (!later()) {
        return Search.NOT_THERE;
      }
      at -= Math.max(0, before - rows.size());
      at = Math.clamp(at, 0, rows.size());
      if (System.nanoTime() - deadline >= 0) {
        top = Math.max(0, at - 1);
        return Search.NOT_YET;
      }
    }
  }

  /** Returns the first row from {@code from} on with a match, or an index outside of all rows. */
  private int find(Pattern wanted, int from, int by) throws IOException {
    int[] at = {from};
    history
        .work()
        .run(() -> {
          boolean row = at[0] >= 0 && at[0] < rows.size();
          boolean next = row && !rows.get(at[0]).begins(wanted);
          at[0] += next ? by : 0;
          return next;
        });
    return at[0];
  }

  /** Returns how many of these rows fit into memory, counted from the first. */
  private static int room(List<HistoryRow> rows) {
    long text = 0;
    int count = 0;
    for (HistoryRow row : rows) {
      text += row.to() - row.from();
      if (count == MOST_ROWS || text > MOST_TEXT) {
        break;
      }
      count++;
    }
    return count;
  }

  /** Reads earlier rows and returns how many, or -1 if there are none. */
  private int earlier() throws IOException {
    if (first <= history.first()) {
      return -1;
    }
    long from = Math.max(history.first(), first - WINDOW);
    List<HistoryRow> more = read(from, first, from <= history.first());
    first = more.isEmpty() || from <= history.first() ? from : more.getFirst().line().offset();
    int count = more.size();
    more.addAll(rows);
    int room = room(more);
    if (more.size() > room) {
      until = more.get(room).line().offset();
      more = new ArrayList<>(more.subList(0, room));
    }
    rows = more;
    return count;
  }

  /** Reads later rows; false if there are none. */
  private boolean later() throws IOException {
    end = Math.max(end, until);
    if (until >= end) {
      return false;
    }
    long to = Math.min(end, until + WINDOW);
    List<HistoryRow> more = read(until, to, true);
    if (to < end && more.size() > 1 && more.getLast().line().offset() > until) {
      to = more.getLast().line().offset(); // the last line may be incomplete
      long cut = to;
      more.removeIf(row -> row.line().offset() >= cut);
    }
    until = to;
    rows.addAll(more);
    int over = rows.size() - room(rows.reversed());
    if (over > 0) {
      rows = new ArrayList<>(rows.subList(over, rows.size()));
      first = rows.getFirst().line().offset();
      top = Math.max(0, top - over);
    }
    return true;
  }

  /** Reads lines as rows; a long line makes several. */
  private List<HistoryRow> read(long from, long to, boolean whole) throws IOException {
    List<HistoryRow> read = new ArrayList<>();
    history.lines(
        from,
        to,
        whole,
        line -> {
          String text = PlainText.clean(line.text(), 8_192);
          HistoryLine clean = new HistoryLine(text, line.time(), line.offset());
          read.addAll(HistoryRow.of(clean, cols.applyAsInt(clean)));
        });
    return read;
  }
}
