package postern.power.keeper;

import java.nio.charset.StandardCharsets;

/** The last line a process said, made harmless: why a start failed is mostly told there. */
final class LastWords {
  private static final int KEPT = 512;

  private byte[] tail = new byte[KEPT];
  private int length;

  void clear() {
    length = 0;
  }

  void heard(byte[] bytes, int count) {
    int fresh = Math.min(count, KEPT);
    int old = Math.min(length, KEPT - fresh);
    byte[] next = new byte[KEPT];
    System.arraycopy(tail, length - old, next, 0, old);
    System.arraycopy(bytes, count - fresh, next, old, fresh);
    tail = next;
    length = old + fresh;
  }

  /** Printable ASCII only, at most 200 characters. */
  String text() {
    String all = new String(tail, 0, length, StandardCharsets.US_ASCII).stripTrailing();
    String last = all.substring(all.lastIndexOf('\n') + 1);
    String clean = last.replaceAll("[^ -~]", "").strip();
    return clean.substring(0, Math.min(200, clean.length()));
  }
}
