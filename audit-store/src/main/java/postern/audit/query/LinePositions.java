package postern.audit.query;

import java.util.Arrays;

/** The positions and sizes of the lines of a file, to be read backwards. */
final class LinePositions {
  private long[] at = new long[64];
  private int[] size = new int[64];
  private int count;

  void add(long where, int length) {
    if (count == at.length) {
      at = Arrays.copyOf(at, count * 2);
      size = Arrays.copyOf(size, count * 2);
    }
    at[count] = where;
    size[count++] = length;
  }

  boolean more() {
    return count > 0;
  }

  /** Moves back to the line before, which {@link #at} and {@link #size} then return. */
  void back() {
    count--;
  }

  long at() {
    return at[count];
  }

  int size() {
    return size[count];
  }
}
