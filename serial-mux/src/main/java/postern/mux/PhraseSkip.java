package postern.mux;

import java.nio.ByteBuffer;
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

  private final byte[] shifts = new byte[HASHES];
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
        int hash = hash(start[at - 1], start[at]);
        shifts[hash] = (byte) Math.min(shifts[hash], least - 1 - at);
      }
      int last = hash(start[least - 2], start[least - 1]);
      List<byte[]> more = new ArrayList<>(starts.get(last));
      more.add(start);
      starts.set(last, more);
    }
  }

  private static int hash(byte first, byte second) {
    return (first * 31 + (second & 0xff)) & (HASHES - 1);
  }

  /**
   * Where to look more closely: no phrase begins between {@code from} and there that is not begun
   * again from there on, and a phrase whose end would make another one of no account is seen whole.
   */
  int next(ByteBuffer bytes, int from) {
    int end = bytes.limit();
    int at = from + least - 1;
    while (at < end) {
      byte last = bytes.get(at);
      int hash = hash(bytes.get(at - 1), last);
      int shift = shifts[hash];
      if (shift == 0) {
        if (begun(bytes, at, starts.get(hash))) {
          return Math.max(from, at - longest);
        }
        shift = 1;
      }
      at += shift;
    }
    return Math.max(from, end - longest);
  }

  private boolean begun(ByteBuffer bytes, int at, List<byte[]> candidates) {
    int from = at - least + 1;
    for (byte[] start : candidates) {
      int same = 0;
      while (same < least && bytes.get(from + same) == start[same]) {
        same++;
      }
      if (same == least) {
        return true;
      }
    }
    return false;
  }
}
