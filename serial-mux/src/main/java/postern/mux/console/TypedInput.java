package postern.mux.console;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import postern.mux.Notice;
import postern.mux.line.Line;

/**
 * Passes typed bytes to the line in order, and queues what the line does not take. Used under the
 * console's turn lock.
 */
final class TypedInput {
  private final TypingQueue queue = new TypingQueue();
  private final Supplier<@Nullable Line> line;
  private volatile int pending;

  /** The number of queued bytes, from the first on, that nobody typed and that are not dropped. */
  private int undroppable;

  TypedInput(Supplier<@Nullable Line> line) {
    this.line = line;
  }

  /** Returns why pending input is dropped when the keyboard moves. */
  static String dropReason(Notice.Reason why) {
    return switch (why) {
      case TAKEN, GIVEN -> "the keyboard was given up";
      case FORCED -> "the keyboard was taken away";
      case LEFT -> "its typist left";
      case SILENT -> "its typist's link went silent";
      case WITHDRAWN -> "access was withdrawn";
      case CONSENT -> "its typist agreed to a request";
      case IDLE -> "its typist was away";
    };
  }

  int room() {
    return queue.room();
  }

  /** Returns how many bytes the line has not taken. Called on any thread. */
  int pending() {
    return pending;
  }

  /** Sends as {@link #send} does if there is room. {@link #drop} does not take these bytes back. */
  void sendUndroppable(ByteBuffer bytes) {
    if (bytes.remaining() <= room()) { // without room, the same bytes are in the queue already
      send(bytes);
      undroppable = queue.length();
    }
  }

  /** Sends all bytes. The caller has checked {@link #room}. */
  void send(ByteBuffer bytes) {
    Line to = line.get();
    if (queue.length() == 0 && to != null && bytes.hasRemaining()) {
      to.write(bytes);
    }
    if (bytes.hasRemaining()) {
      queue.add(bytes);
      pending = queue.length();
      if (to != null) {
        to.notifyWhenWritable();
      }
    }
  }

  /** The line takes more input. Returns true if a typist who had no room has some again. */
  boolean more() {
    boolean full = queue.room() < TypingQueue.MOST / 2;
    Line to = line.get();
    while (to != null && queue.length() > 0) {
      int sent = to.write(queue.next());
      queue.taken(sent);
      undroppable = Math.max(0, undroppable - sent);
      if (sent == 0) {
        to.notifyWhenWritable();
        break;
      }
    }
    pending = queue.length();
    return full && queue.room() >= TypingQueue.MOST / 2;
  }

  /** Drops the pending input and returns how many bytes that were. */
  int drop() {
    int dropped = queue.cut(undroppable);
    pending = queue.length();
    return dropped;
  }

  /** Drops everything, since the line is down. */
  int dropAll() {
    undroppable = 0;
    return drop();
  }
}
