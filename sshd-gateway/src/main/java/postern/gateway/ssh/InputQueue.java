package postern.gateway.ssh;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent and nobody took yet. The channel's window bounds its bytes, and what holds
 * them takes at most about twice as much memory, since many small packets are joined. What costs
 * the client no window is bounded by itself: one size, the newest; {@value #MANY} breaks; one end.
 */
final class InputQueue {
  /** From here on packets are joined, and breaks dropped. */
  private static final int MANY = 256;

  private static final int ROOM = 4096;

  private final ReentrantLock lock = new ReentrantLock();

  /** By {@link #lock}. */
  private final ArrayDeque<Input> waiting = new ArrayDeque<>();

  /** By {@link #lock}; taken before all else, since only the newest size is of use. */
  private Input.@Nullable Resized resized;

  /** By {@link #lock}. */
  private boolean ended;

  /** By {@link #lock}. */
  private long packets;

  /** By {@link #lock}; what {@link #waiting} takes of memory. */
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
   * Puts them behind those that came last; they count as one packet that came with the first: never
   * earlier than true. The buffer grows by doubling, so at most half of it is empty.
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

  /** False when there are too many already. */
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

  /** How much memory this takes now. */
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
      if (waiting.isEmpty()) {}
      return next;
    } finally {
      lock.unlock();
    }
  }
}
