package postern.mux.console;

import java.nio.ByteBuffer;

/**
 * What was typed and the line has not taken yet, at most 64 KiB. Guarded by its console's turn
 * lock.
 */
final class TypingQueue {
  static final int MOST = 64 * 1024;
  private static final int SMALL = 1024;

  private byte[] bytes = new byte[0];
  private int from;
  private int length;

  int length() {
    return length;
  }

  int room() {
    return MOST - length;
  }

  /** Takes all; the caller has looked at {@link #room}. */
  void add(ByteBuffer typed) {
    int count = typed.remaining();
    if (from + length + count > bytes.length) {
      byte[] larger = bytes;
      if (length + count > bytes.length) {
        int size = Math.max(SMALL, Integer.highestOneBit(Math.max(1, length + count - 1)) << 1);
        larger = new byte[Math.min(MOST, size)];
      }
      System.arraycopy(bytes, from, larger, 0, length);
      bytes = larger;
      from = 0;
    }
    typed.get(bytes, from + length, count);
    length += count;
  }

  /** What goes next; valid until the next call. */
  ByteBuffer next() {
    return ByteBuffer.wrap(bytes, from, length);
  }

  void taken(int count) {
    from += count;
    length -= count;
    if (length == 0) {
      clear();
    }
  }

  /** Drops all but the first so many. */
  int cut(int first) {
    if (first == 0) {
      return clear();
    }
    int dropped = length - first;
    length = first;
    return dropped;
  }

  private int clear() {
    int dropped = length;
    from = 0;
    length = 0;
    if (bytes.length > SMALL) {
      bytes = new byte[0];
    }
    return dropped;
  }
}
