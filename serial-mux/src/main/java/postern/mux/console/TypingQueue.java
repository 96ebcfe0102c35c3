package postern.mux.console;

import java.nio.ByteBuffer;

/**
 * The typed bytes that the line has not taken yet, at most 64 KiB. Guarded by its console's turn
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

  /** Adds all bytes. The caller has checked {@link #room}. */
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

  /** Returns the bytes to send next, valid until the next call. */
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

  /** Drops all but the first bytes and returns how many were dropped. */
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
