package postern.gateway.history;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The newest lines of those that come: the texts of the last of them as far as there is room, of
 * all where they begin.
 */
final class LastLines {
  /** Characters of text that are kept. */
  private static final int ROOM = 512 * 1024;

  private final int count;
  private final ArrayDeque<HistoryLine> kept = new ArrayDeque<>();
  private final long[] begins;
  private long seen;
  private long held;

  LastLines(int count) {
    this.count = count;
    this.begins = new long[count];
  }

  void add(HistoryLine line) {
    if (count == 0) {
      return;
    }
    begins[(int) (seen++ % count)] = line.offset();
    kept.add(line);
    held += size(line);
    while (kept.size() > count || held > ROOM) {
      held -= size(kept.remove());
    }
  }

  private static int size(HistoryLine line) {
    return line.text().length() + 64; // what an empty one takes
  }

  boolean full() {
    return seen >= count;
  }

  /** Oldest first; the last of what is asked for. */
  Queue<HistoryLine> kept() {
    return kept;
  }

  /** Where the first of them all begins; {@code none} when there is none. */
  long begin(long none) {
    return seen == 0 ? none : begins[seen < count ? 0 : (int) (seen % count)];
  }
}
