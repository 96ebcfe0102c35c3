package postern.power.keeper;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The newest {@value #LIMIT} bytes of console output that no client has read. Older bytes are
 * dropped and counted. A backlog is small at first and grows within a memory budget that all
 * consoles share, so that many quiet consoles cost little and many busy ones do not exhaust the
 * keeper's heap.
 *
 * <p>Confined to the keeper's one thread.
 */
final class Backlog {
  static final int LIMIT = 256 * 1024;
  private static final int INITIAL = 4 * 1024;

  private final AtomicLong budget;
  private byte[] ring = new byte[0];
  private int start;
  private int size;
  private long dropped;

  /**
   * @param budget the bytes by which all backlogs together may still grow
   */
  Backlog(AtomicLong budget) {
    this.budget = budget;
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
      remove(overflow);
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
    int wanted = ring.length == 0 ? INITIAL : Math.min(LIMIT, ring.length * 4);
    int more = wanted - ring.length;
    if (more == 0 || (ring.length > 0 && budget.get() < more)) {
      return false;
    }
    budget.addAndGet(-more);
    byte[] larger = new byte[wanted];
    int first = Math.min(size, ring.length - start);
    System.arraycopy(ring, start, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, size - first);
    ring = larger;
    start = 0;
    return true;
  }

  /** Copies the oldest bytes without removing them. Returns their number. */
  int peek(MemorySegment into) {
    int run = (int) Math.min(Math.min(size, ring.length - start), into.byteSize());
    MemorySegment.copy(ring, start, into, ValueLayout.JAVA_BYTE, 0, run);
    return run;
  }

  void remove(int bytes) {
    size -= bytes;
    start = size == 0 ? 0 : (start + bytes) % ring.length;
    if (size == 0 && ring.length > INITIAL) {
      budget.addAndGet(ring.length);
      ring = new byte[0];
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The number of bytes that were ever dropped. */
  long dropped() {
    return dropped;
  }
}
