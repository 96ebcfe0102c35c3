package postern.mux.marker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Passes over output in which no phrase begins, most of it unseen: Wu and Manber's shifts over
 * pairs of bytes ("A fast algorithm for multi-pattern searching", TR 94-17, University of Arizona,
 * 1994). It looks at the first bytes of the phrases only, as many as the shortest has. Pure.
 */
final class PhraseSkip {
  private static final int HASHES = 4096;

  /** Bytes from which on it pays to look at four places at once. */
  private static final int WORTH_LANES = 4096;

  private static final VarHandle PAIR =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  /** For each pair of bytes how far the next look may be. */
  private final byte[] shifts = new byte[1 << Short.SIZE];

  private final List<List<byte[]>> starts = new ArrayList<>();
  private final int least;
  private final int longest;

  /**
   * @param phrases ASCII, of two bytes at least
   */
  PhraseSkip(List<String> phrases) {
    least = phrases.stream().mapToInt(String::length).min().orElseThrow();
    longest = phrases.stream().mapToInt(String::length).max().orElseThrow();
    Arrays.fill(shifts, (byte) (least - 1));
    for (int i = 0; i < HASHES; i++) {
      starts.add(List.of());
    }
    for (String phrase : phrases) {
      byte[] start = phrase.substring(0, least).getBytes(StandardCharsets.US_ASCII);
      for (int at = 1; at < least; at++) {
        int pair = pair(start, at);
        shifts[pair] = (byte) Math.min(shifts[pair], least - 1 - at);
      }
      int last = hash(start[least - 2], start[least - 1]);
      List<byte[]> more = new ArrayList<>(starts.get(last));
      more.add(start);
      starts.set(last, more);
    }
  }

  /** The byte there and the one before it. */
  private static int pair(byte[] bytes, int at) {
    return (short) PAIR.get(bytes, at - 1) & 0xffff;
  }

  private static int hash(byte first, byte second) {
    return (first * 31 + (second & 0xff)) & (HASHES - 1);
  }

  /**
   * Where to look more closely: no phrase begins between {@code from} and there that is not begun
   * again from there on, and a phrase whose end would make another one of no account is seen whole.
   */
  int next(byte[] bytes, int from, int end) {
    if (end - from >= WORTH_LANES && none(bytes, from, end)) {
      return end - longest;
    }
    int at = from + least - 1;
    while (at < end) {
      int shift = shift(bytes, at);
      if (shift < 0) {
        return Math.max(from, at - longest);
      }
      at += shift;
    }
    return Math.max(from, end - longest);
  }

  /**
   * Whether no phrase begins there. Four places at once: each step waits for what the one before it
   * looked up, and the processor goes on with the other three meanwhile.
   */
  private boolean none(byte[] bytes, int from, int end) {
    int lane = (end - from - least + 1) / 4;
    int a = from + least - 1;
    int b = a + lane;
    int c = b + lane;
    int d = c + lane;
    int endOfA = b;
    int endOfB = c;
    int endOfC = d;
    while (a < endOfA && b < endOfB && c < endOfC && d < end) {
      int shiftA = shift(bytes, a);
      int shiftB = shift(bytes, b);
      int shiftC = shift(bytes, c);
      int shiftD = shift(bytes, d);
      if ((shiftA | shiftB | shiftC | shiftD) < 0) {
        return false;
      }
      a += shiftA;
      b += shiftB;
      c += shiftC;
      d += shiftD;
    }
    return none(bytes, new int[] {a, endOfA, b, endOfB, c, endOfC, d, end});
  }

  /** The rest of each lane. */
  private boolean none(byte[] bytes, int[] lanes) {
    for (int i = 0; i < lanes.length; i += 2) {
      int at = lanes[i];
      while (at < lanes[i + 1]) {
        int shift = shift(bytes, at);
        if (shift < 0) {
          return false;
        }
        at += shift;
      }
    }
    return true;
  }

  /** How far the next look may be; -1 where the first bytes of a phrase end. */
  private int shift(byte[] bytes, int at) {
    int shift = shifts[pair(bytes, at)];
    if (shift > 0) {
      return shift;
    }
    return begun(bytes, at, starts.get(hash(bytes[at - 1], bytes[at]))) ? -1 : 1;
  }

  private boolean begun(byte[] bytes, int at, List<byte[]> candidates) {
    int from = at - least + 1;
    for (byte[] start : candidates) {
      int same = 0;
      while (same < least && bytes[from + same] == start[same]) {
        same++;
      }
      if (same == least) {
        return true;
      }
    }
    return false;
  }
}
