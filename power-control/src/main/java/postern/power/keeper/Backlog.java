package postern.power.keeper;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Console output that nobody has taken yet: the newest {@value #LIMIT} bytes of it, the older ones
 * dropped and counted. It begins small and grows out of a share of memory that all consoles have in
 * common, so that many quiet ones cost little and many loud ones cannot end the keeper.
 *
 * <p>Confined to the keeper's one thread.
 */
final class Backlog {
  static final int LIMIT = 256 * 1024;
  private static final int FIRST = 4 * 1024;

  private final AtomicLong share;
  private byte[] ring = new byte[0];
  private int start;
  private int size;
  private long dropped;

  /**
   * @param share bytes all backlogs together may still grow by
   */
  Backlog(AtomicLong share) {
    this.share = share;
  }

  void append(byte[] bytes, int length) {
    boolean grown = true;
    while (grown && size + length > ring.length) {
      grown = grow();
    }
    int from = Math.max(0, length - ring.length);
    dropped += from;
    int overflow = size + (length - from) - ring.length;
    if (overflow > 0) {
      dropped += overflow;
      taken(overflow);
    }
    for (int at = from; at < length; ) {
      int end = (start + size) % ring.length;
      int run = Math.min(length - at, ring.length - end);
      System.arraycopy(bytes, at, ring, end, run);
      size += run;
      at += run;
    }
  }

  private boolean grow() {
    int wanted = ring.length == 0 ? FIRST : Math.min(LIMIT, ring.length * 4);
    int more = wanted - ring.length;
    if (more == 0 || (ring.length > 0 && share.get() < more)) {
      return false;
    }
    share.addAndGet(-more);
    byte[] larger = new byte[wanted];
    int first = Math.min(size, ring.length - start);
    System.arraycopy(ring, start, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, size - first);
    ring = larger;
    start = 0;
    return true;
  }

  /** Copies the oldest bytes out, without taking them; answers how many. */
  int peek(MemorySegment into) {
    int run = (int) Math.min(Math.min(size, ring.length - start), into.byteSize());
    MemorySegment.copy(ring, start, into, ValueLayout.JAVA_BYTE, 0, run);
    return run;
  }

  void taken(int bytes) {
    size -= bytes;
    start = size == 0 ? 0 : (start + bytes) % ring.length;
    if (size == 0 && ring.length > FIRST) {
      share.addAndGet(ring.length);
      ring = new byte[0];
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** All bytes ever dropped here. */
  long dropped() {
    return dropped;
  }
}
