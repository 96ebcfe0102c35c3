package postern.power.keeper;

import java.nio.charset.StandardCharsets;
import postern.power.KernelPanic;

/**
 * The end of a process's output, of which the last line usually says why a start failed. After a
 * kernel panic that is the line of the panic, although a long trace follows it.
 */
final class OutputTail {
  /** Has room for a panic and its trace. */
  private static final int CAPACITY = 4 * 1024;

  private byte[] ring = new byte[0];
  private int start;
  private int length;

  void clear() {
    start = 0;
    length = 0;
  }

  void append(byte[] bytes, int count) {
    if (ring.length == 0) {
      ring = new byte[CAPACITY];
    }
    int added = Math.min(count, CAPACITY);
    int from = count - added;
    for (int at = 0; at < added; ) {
      int end = (start + length) % CAPACITY;
      int run = Math.min(added - at, CAPACITY - end);
      System.arraycopy(bytes, from + at, ring, end, run);
      at += run;
      int over = Math.max(0, length + run - CAPACITY);
      start = (start + over) % CAPACITY;
      length += run - over;
    }
  }

  /** Printable ASCII, at most 200 characters. */
  String lastLine() {
    int first = Math.min(length, CAPACITY - start);
    String all =
        new String(ring, start, first, StandardCharsets.US_ASCII)
            + new String(ring, 0, length - first, StandardCharsets.US_ASCII);
    String text = all.stripTrailing();
    return KernelPanic.in(text + "\n").orElseGet(() -> lastLine(text));
  }

  private static String lastLine(String text) {
    String last = text.substring(text.lastIndexOf('\n') + 1);
    String clean = last.replaceAll("[^ -~]", "").strip();
    return clean.substring(0, Math.min(200, clean.length()));
  }
}
