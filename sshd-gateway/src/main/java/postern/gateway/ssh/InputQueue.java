package postern.gateway.ssh;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent and nobody took yet. The channel's window bounds its bytes; many small packets
 * are joined, and what costs the client no window is bounded by count.
 */
final class InputQueue {
  /** From here on packets are joined, and breaks dropped. */
  private static final int MANY = 256;

  private static final int ROOM = 4096;

  private final ReentrantLock lock = new ReentrantLock();

  /** By {@link #lock}. */
  private final ArrayDeque<Input> waiting = new ArrayDeque<>();

  /** By {@link #lock}; where small packets are joined, the last of {@link #waiting}. */
  private @Nullable ByteBuffer joining;

  /** By {@link #lock}. */
  private long packets;

  void bytes(byte[] data, int from, int length) {
    if (length == 0) {
      return;
    }
    long now = System.nanoTime();
    lock.lock();
    try {
      packets++;
      if (waiting.size() < MANY) {
        add(new Input.Bytes(copy(data, from, length, length), packets, now));
      } else {
        join(data, from, length, now);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The joined bytes count as one packet that came with the first: never earlier than true. */
  private void join(byte[] data, int from, int length, long now) {
    ByteBuffer open = joining;
    if (open != null && open.capacity() - open.limit() >= length) {
      int end = open.limit();
      open.limit(end + length);
      open.put(end, data, from, length);
      return;
    }
    ByteBuffer fresh = copy(data, from, length, Math.max(length, ROOM));
    add(new Input.Bytes(fresh, packets, now));
    joining = fresh;
  }

  private static ByteBuffer copy(byte[] data, int from, int length, int room) {
    ByteBuffer copy = ByteBuffer.allocate(room);
    copy.put(0, data, from, length);
    return copy.limit(length);
  }

  private void add(Input input) {
    joining = null;
    waiting.add(input);
  }

  void resized(int rows, int cols) {
    lock.lock();
    try {
      if (waiting.peekLast() instanceof Input.Resized) {
        waiting.pollLast();
      }
      add(new Input.Resized(rows, cols));
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
      add(new Input.Eof());
    } finally {
      lock.unlock();
    }
  }

  @Nullable Input poll() {
    lock.lock();
    try {
      Input next = waiting.poll();
      if (waiting.isEmpty()) {
        joining = null;
      }
      return next;
    } finally {
      lock.unlock();
    }
  }
}
