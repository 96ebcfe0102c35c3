package postern.mux.screen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes at once: a flood is mostly printable ASCII, and byte by byte that is most of its
 * cost.
 */
final class Printable {
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH = 0x8080_8080_8080_8080L;
  private static final long DEL = 0x7f * ONES;
  private static final long SPACE = ' ' * ONES;
  private static final long CR = '\r' * ONES;
  private static final long LF = '\n' * ONES;

  /** The first and the last control that {@link OutputFilter} passes. */
  static final int BEL = 0x07;

  static final int SI = 0x0f;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Printable() {}

  /**
   * Where the first eight begin, counted from {@code from}, that are not all printable, CR or LF;
   * or where fewer than eight are left. There is no branch that each line end would mislead.
   */
  static int endOfLines(byte[] bytes, int from, int to) {
    int at = from;
    while (at <= to - Long.BYTES && linesOnly((long) EIGHT.get(bytes, at))) {
      at += Long.BYTES;
    }
    return at;
  }

  private static boolean linesOnly(long eight) {
    long good = notBelow(eight, ' ') | equal(eight, CR) | equal(eight, LF);
    return ((eight | (eight + ONES) | ~good) & HIGH) == 0;
  }

  /** As {@link #endOfLines}, with all controls from BEL to SI in place of CR and LF. */
  static int endOfText(byte[] bytes, int from, int to) {
    int at = from;
    while (at <= to - Long.BYTES && textOnly((long) EIGHT.get(bytes, at))) {
      at += Long.BYTES;
    }
    return at;
  }

  private static boolean textOnly(long eight) {
    long good = notBelow(eight, ' ') | (notBelow(eight, BEL) & ~notBelow(eight, SI + 1));
    return ((eight | (eight + ONES) | ~good) & HIGH) == 0;
  }

  /** As {@link #endOfLines}, for printable bytes only. */
  static int endOfPrintable(byte[] bytes, int from, int to) {
    int at = from;
    while (at <= to - Long.BYTES && all((long) EIGHT.get(bytes, at))) {
      at += Long.BYTES;
    }
    return at;
  }

  /** The high bit of each byte that is equal, of no other; bytes below 0x80 only. */
  private static long equal(long eight, long pattern) {
    return ~((eight ^ pattern) + ~HIGH) & HIGH;
  }

  /** The high bit of each byte that is at least this; bytes below 0x80 only. */
  private static long notBelow(long eight, int least) {
    return (eight + (0x80 - least) * ONES) & HIGH;
  }

  /** True only where all eight are 0x20 to 0x7e; in whichever order they stand. */
  static boolean all(long eight) {
    long below = (eight - SPACE) & ~eight;
    long deleted = (eight ^ DEL) - ONES; // DEL becomes 0 and then borrows its high bit
    return ((eight | below | deleted) & HIGH) == 0;
  }
}
