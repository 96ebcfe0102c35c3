package postern.gateway.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import postern.gateway.history.History;
import postern.gateway.history.Line;

/** A window on the lines of a console's past, which moves; bounded in memory. */
final class PastLines {
  private static final long WINDOW = 256 << 10;
  private static final int MOST = 40_000;

  private final History history;
  private final int cols;
  private List<Line> rows = new ArrayList<>();

  /** Offsets that the rows begin at and end before, and the end of all when this was opened. */
  private long first;

  private long until;
  private long end;

  /** Index of the row shown at the top. */
  private int top;

  PastLines(History history, int cols) {
    this.history = history;
    this.cols = Math.max(cols, 2);
  }

  Line row(int index) {
    return rows.get(index);
  }

  int top() {
    return top;
  }

  int size() {
    return rows.size();
  }

  boolean atEnd(int height) {
    return until >= end && top + height >= rows.size();
  }

  /** The newest lines. */
  void toEnd(int height) throws IOException {
    end = history.end();
    until = end;
    long from = Math.max(0, end - WINDOW);
    rows = read(from, end, from == 0);
    first = rows.isEmpty() || from == 0 ? from : rows.getFirst().offset();
    top = Math.max(0, rows.size() - height);
  }

  /** Lines from this offset, which begins one. */
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
      // more has come
    }
    top = Math.clamp(target, 0, Math.max(0, rows.size() - height));
  }

  /** What became of a search. */
  enum Search {
    FOUND,
    NOT_THERE,
    NOT_YET
  }

  /** Looks above the top row, until a time is over; goes as far as it looked. */
  Search back(Predicate<Line> wanted, long deadline) throws IOException {
    int at = top - 1;
    while (true) {
      for (; at >= 0; at--) {
        if (wanted.test(rows.get(at))) {
          top = at;
          return Search.FOUND;
        }
      }
      int more = earlier();
      if (more < 0) {
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

  /** Looks below the top row. */
  Search onward(Predicate<Line> wanted, long deadline) throws IOException {
    int at = top + 1;
    while (true) {
      for (; at < rows.size(); at++) {
        if (wanted.test(rows.get(at))) {
          top = at;
          return Search.FOUND;
        }
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

  /** How many rows came in front; -1 when there is nothing before. */
  private int earlier() throws IOException {
    if (first == 0) {
      return -1;
    }
    long from = Math.max(0, first - WINDOW);
    List<Line> more = read(from, first, from == 0);
    first = more.isEmpty() || from == 0 ? from : more.getFirst().offset();
    int count = more.size();
    more.addAll(rows);
    if (more.size() > MOST) {
      until = more.get(MOST).offset();
      more = new ArrayList<>(more.subList(0, MOST));
    }
    rows = more;
    return count;
  }

  /** False when there is nothing behind. */
  private boolean later() throws IOException {
    end = Math.max(end, until);
    if (until >= end) {
      return false;
    }
    long to = Math.min(end, until + WINDOW);
    List<Line> more = read(until, to, true);
    if (to < end && more.size() > 1 && more.getLast().offset() > until) {
      to = more.getLast().offset(); // it may go on
      long cut = to;
      more.removeIf(line -> line.offset() >= cut);
    }
    until = to;
    rows.addAll(more);
    int over = rows.size() - MOST;
    if (over > 0) {
      rows = new ArrayList<>(rows.subList(over, rows.size()));
      first = rows.getFirst().offset();
      top = Math.max(0, top - over);
    }
    return true;
  }

  /** Long lines are several rows. */
  private List<Line> read(long from, long to, boolean whole) throws IOException {
    List<Line> read = new ArrayList<>();
    history.lines(
        from,
        to,
        whole,
        line -> {
          String text = PlainText.clean(line.text(), 8_192);
          int at = 0;
          do {
            int stop = Math.min(text.length(), at + cols);
            read.add(new Line(text.substring(at, stop), line.time(), line.offset()));
            at = stop;
          } while (at < text.length());
        });
    return read;
  }
}
