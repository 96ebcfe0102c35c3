package postern.gateway.history;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps the last lines of those that are added: the start of each of them, and the text of as many
 * as fit in a fixed amount of memory.
 */
final class LastLines {
  /** The number of characters of text that are kept. */
  private static final int CAPACITY = 512 * 1024;

  private final int count;
  private final ArrayDeque<HistoryLine> kept = new ArrayDeque<>();
  private final long[] starts;
  private long seen;
  private long keptSize;

  LastLines(int count) {
    this.count = count;
    this.starts = new long[count];
  }

  void add(HistoryLine line) {
    if (count == 0) {
      return;
    }
    starts[(int) (seen++ % count)] = line.offset();
    kept.add(line);
    keptSize += size(line);
    while (kept.size() > count || keptSize > CAPACITY) {
      keptSize -= size(kept.remove());
    }
  }

  private static int size(HistoryLine line) {
    return line.text().length() + 64; // the memory for an empty line
  }

  /** Whether as many lines were added as are asked for. */
  boolean full() {
    return seen >= count;
  }

  /** Returns the lines whose text was kept, oldest first. */
  Queue<HistoryLine> kept() {
    return kept;
  }

  /** Returns where the first of the last lines starts; {@code none} if no line was added. */
  long start(long none) {
    return seen == 0 ? none : starts[seen < count ? 0 : (int) (seen % count)];
  }
}
