package postern.audit.query;

import java.util.Arrays;

/** Where events stand in a file, and how long they are. Taken back from the end. */
final class Places {
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

  boolean left() {
    return count > 0;
  }

  /** Takes the last away; it is what {@link #at} and {@link #size} tell of. */
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
