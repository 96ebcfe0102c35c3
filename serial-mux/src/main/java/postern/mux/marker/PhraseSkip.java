package postern.mux.marker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Skips output in which no phrase starts, without examining most of it. It uses the shifts of Wu
 * and Manber over pairs of bytes ("A fast algorithm for multi-pattern searching", TR 94-17,
 * University of Arizona, 1994). It compares only the first bytes of the phrases, as many as the
 * shortest phrase has. Pure.
 */
final class PhraseSkip {
  private static final int HASHES = 4096;

  /** The number of bytes from which it pays to examine four places at once. */
  private static final int WORTH_LANES = 4096;

  private static final VarHandle PAIR =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  /** The distance to the next place to examine, for each pair of bytes. */
  private final byte[] shifts = new byte[1 << Short.SIZE];

  private final List<List<byte[]>> starts = new ArrayList<>();
  private final int least;
  private final int longest;

  /**
   * @param phrases ASCII, at least two bytes each
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

  /** Returns the byte at this index and the one before it as one number. */
  private static int pair(byte[] bytes, int at) {
    return (short) PAIR.get(bytes, at - 1) & 0xffff;
  }

  private static int hash(byte first, byte second) {
    return (first * 31 + (second & 0xff)) & (HASHES - 1);
  }

  /**
   * Returns where to examine every byte. No phrase starts between {@code from} and that index,
   * except one that starts again behind it. A phrase whose end would hide another one is examined
   * as a whole.
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
   * Returns whether no phrase starts in this range. It examines four places at once: each step
   * waits for the look-up of the step before, and the processor continues with the other three
   * meanwhile.
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

  /** Examines the rest of each lane. */
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

  /**
   * Returns the distance to the next place to examine; -1 if the first bytes of a phrase end here.
   */
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
