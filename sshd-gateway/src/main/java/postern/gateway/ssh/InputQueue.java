package postern.gateway.ssh;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Input from a client that has not been read. The channel's window limits the bytes; since small
 * packets are joined, the memory is at most about twice that. Input that does not use the client's
 * window has limits of its own: the newest window size, {@value #MANY} breaks, one end of input.
 */
final class InputQueue {
  /** With this many entries, packets are joined and breaks are dropped. */
  private static final int MANY = 256;

  private static final int ROOM = 4096;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final ArrayDeque<Input> waiting = new ArrayDeque<>();

  /**
   * Guarded by {@link #lock}. Returned before everything else, since only the newest size is of
   * use.
   */
  private Input.@Nullable Resized resized;

  /** Guarded by {@link #lock}. */
  private boolean ended;

  /** Guarded by {@link #lock}. */
  private long packets;

  /** The memory held by {@link #waiting}. Guarded by {@link #lock}. */
  private long held;

  void bytes(byte[] data, int from, int length) {
    if (length == 0) {
      return;
    }
    long now = System.nanoTime();
    lock.lock();
    try {
      packets++;
      if (waiting.size() < MANY || !joined(data, from, length)) {
        ByteBuffer copy = ByteBuffer.allocate(length);
        add(new Input.Bytes(copy.put(0, data, from, length), packets, now));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Appends the bytes to the last packet. Both count as one packet with the arrival time of the
   * first. The buffer grows by doubling, so at most half of it is empty.
   */
  private boolean joined(byte[] data, int from, int length) {
    if (!(waiting.peekLast() instanceof Input.Bytes last)) {
      return false;
    }
    ByteBuffer open = last.bytes();
    int end = open.limit();
    if (end + length > ROOM) {
      return false;
    }
    if (end + length > open.capacity()) {
      held -= cost(last);
      waiting.pollLast();
      int larger = Math.min(ROOM, Math.max(2 * open.capacity(), end + length));
      open = ByteBuffer.allocate(larger).put(0, open, 0, end);
      add(new Input.Bytes(open, last.packet(), last.nanos()));
    }
    open.limit(end + length);
    open.put(end, data, from, length);
    return true;
  }

  private void add(Input input) {
    waiting.add(input);
    held += cost(input);
  }

  private static long cost(Input input) {
    return input instanceof Input.Bytes bytes
        ? (long) ClientMemory.OBJECT + bytes.bytes().capacity()
        : ClientMemory.OBJECT;
  }

  void resized(int rows, int cols) {
    lock.lock();
    try {
      resized = new Input.Resized(rows, cols);
    } finally {
      lock.unlock();
    }
  }

  /** Returns false if there are too many already. */
  boolean breakAsked(Duration length) {
    lock.lock();
    try {
      if (waiting.size() >= MANY) {
        return false;
      }
      add(new Input.Break(length));
      return true;
    } finally {
      lock.unlock();
    }
  }

  void ended() {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        add(new Input.Eof());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many bytes of memory this queue holds. */
  long held() {
    lock.lock();
    try {
      return held;
    } finally {
      lock.unlock();
    }
  }

  @Nullable Input poll() {
    lock.lock();
    try {
      Input size = resized;
      if (size != null) {
        resized = null;
        return size;
      }
      Input next = waiting.poll();
      if (next != null) {
        held -= cost(next);
      }
      return next;
    } finally {
      lock.unlock();
    }
  }
}
