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

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Printable() {}

  /** Whether these eight are. */
  static boolean all(byte[] bytes, int from) {
    return all((long) EIGHT.get(bytes, from));
  }

  /** Whether these eight are, or CR or LF. */
  static boolean allOrLineEnds(byte[] bytes, int from) {
    long eight = (long) EIGHT.get(bytes, from);
    if (all(eight)) {
      return true;
    }
    long deleted = (eight ^ DEL) - ONES;
    if (((eight | deleted) & HIGH) != 0) {
      return false;
    }
    return (notBelow(eight) | equal(eight, CR) | equal(eight, LF)) == HIGH;
  }

  /** The high bit of each byte that is equal, of no other; bytes below 0x80 only. */
  private static long equal(long eight, long pattern) {
    return ~((eight ^ pattern) + ~HIGH) & HIGH;
  }

  /** The high bit of each byte from 0x20 on; bytes below 0x80 only. */
  private static long notBelow(long eight) {
    return (eight + (0x80 - ' ') * ONES) & HIGH;
  }

  /** True only where all eight are 0x20 to 0x7e; in whichever order they stand. */
  static boolean all(long eight) {
    long below = (eight - SPACE) & ~eight;
    long deleted = (eight ^ DEL) - ONES; // DEL becomes 0 and then borrows its high bit
    return ((eight | below | deleted) & HIGH) == 0;
  }
}
