package postern.power.keeper;

import java.nio.charset.StandardCharsets;
import postern.power.KernelPanic;

/**
 * The last line a process said, made harmless: why a start failed is mostly told there. Where a
 * kernel panicked it is the panic, which a long trace follows.
 */
final class OutputTail {
  /** A panic and its trace. */
  private static final int KEPT = 4 * 1024;

  private byte[] ring = new byte[0];
  private int start;
  private int length;

  void clear() {
    start = 0;
    length = 0;
  }

  void heard(byte[] bytes, int count) {
    if (ring.length == 0) {
      ring = new byte[KEPT];
    }
    int fresh = Math.min(count, KEPT);
    int from = count - fresh;
    for (int at = 0; at < fresh; ) {
      int end = (start + length) % KEPT;
      int run = Math.min(fresh - at, KEPT - end);
      System.arraycopy(bytes, from + at, ring, end, run);
      at += run;
      int over = Math.max(0, length + run - KEPT);
      start = (start + over) % KEPT;
      length += run - over;
    }
  }

  /** Printable ASCII only, at most 200 characters. */
  String text() {
    int first = Math.min(length, KEPT - start);
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
