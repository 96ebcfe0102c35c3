package postern.mux.screen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Classifies eight bytes at a time. Bulk output is mostly printable ASCII, and looking at each byte
 * alone takes most of the time that the output costs.
 */
final class Printable {
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH = 0x8080_8080_8080_8080L;
  private static final long CR = '\r' * ONES;
  private static final long LF = '\n' * ONES;

  /** The first and the last control that {@link OutputFilter} passes. */
  static final int BEL = 0x07;

  static final int SI = 0x0f;

  // Added to bytes below 0x80, these set the high bit of those that are at least as large.
  private static final long FROM_SPACE = (0x80 - ' ') * ONES;
  private static final long FROM_BEL = (0x80 - BEL) * ONES;
  private static final long BEHIND_SI = (0x80 - SI - 1) * ONES;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Printable() {}

  /**
   * Returns where the first eight bytes begin, counted from {@code from}, that are not all
   * printable, CR or LF; or where fewer than eight are left. The loop has no branch that depends on
   * line ends, which the processor could not predict, and no calls, which the compiler does not
   * always inline.
   */
  static int endOfLines(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long eight = (long) EIGHT.get(bytes, at);
      long other = ((eight ^ CR) + ~HIGH) & ((eight ^ LF) + ~HIGH);
      if (((eight | (eight + ONES) | (~(eight + FROM_SPACE) & other)) & HIGH) != 0) {
        return at;
      }
    }
    return at;
  }

  /** As {@link #endOfLines}, with all controls from BEL to SI in place of CR and LF. */
  static int endOfText(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long eight = (long) EIGHT.get(bytes, at);
      long good = (eight + FROM_SPACE) | ((eight + FROM_BEL) & ~(eight + BEHIND_SI));
      if (((eight | (eight + ONES) | ~good) & HIGH) != 0) {
        return at;
      }
    }
    return at;
  }

  /** As {@link #endOfLines}, for printable bytes only. */
  static int endOfPrintable(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long eight = (long) EIGHT.get(bytes, at);
      if (((eight | (eight + ONES) | ~(eight + FROM_SPACE)) & HIGH) != 0) {
        return at;
      }
    }
    return at;
  }
}
