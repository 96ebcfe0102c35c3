package postern.mux.console;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import postern.mux.Notice;
import postern.mux.line.Line;

/** The way of typed bytes into the line, in order. Under the console's turn lock. */
final class TypedInput {
  private final TypingQueue queue = new TypingQueue();
  private final Supplier<@Nullable Line> line;
  private volatile int waits;

  /** So much of what waits comes first and is nobody's typing. */
  private int kept;

  TypedInput(Supplier<@Nullable Line> line) {
    this.line = line;
  }

  /** Why what was typed goes no further when the keyboard moves. */
  static String dropped(Notice.Reason why) {
    return switch (why) {
      case TAKEN, GIVEN -> "the keyboard was given up";
      case FORCED -> "the keyboard was taken away";
      case LEFT -> "its typist left";
      case SILENT -> "its typist's link went silent";
      case WITHDRAWN -> "access was withdrawn";
      case CONSENT -> "its typist gave it to who asked";
      case IDLE -> "its typist was away";
    };
  }

  int room() {
    return queue.room();
  }

  /** Bytes that the line has not taken. Any thread. */
  int waits() {
    return waits;
  }

  /** As {@link #send}, where nothing waits; no {@link #drop} takes it back. */
  void sendForGood(ByteBuffer bytes) {
    if (bytes.remaining() <= room()) { // else it waits there often enough
      send(bytes);
      kept = queue.length();
    }
  }

  /** Takes all; the caller has looked at {@link #room}. */
  void send(ByteBuffer bytes) {
    Line to = line.get();
    if (queue.length() == 0 && to != null && bytes.hasRemaining()) {
      to.write(bytes);
    }
    if (bytes.hasRemaining()) {
      queue.add(bytes);
      waits = queue.length();
      if (to != null) {
        to.wantRoom();
      }
    }
  }

  /** The line takes more; true when a typist who had no room has some again. */
  boolean more() {
    boolean full = queue.room() < TypingQueue.MOST / 2;
    Line to = line.get();
    while (to != null && queue.length() > 0) {
      int sent = to.write(queue.next());
      queue.taken(sent);
      kept = Math.max(0, kept - sent);
      if (sent == 0) {
        to.wantRoom();
        break;
      }
    }
    waits = queue.length();
    return full && queue.room() >= TypingQueue.MOST / 2;
  }

  /** Drops what was typed and waits, and says how much that was. */
  int drop() {
    int dropped = queue.cut(kept);
    waits = queue.length();
    return dropped;
  }

  /** Drops everything: the line is gone. */
  int dropAll() {
    kept = 0;
    return drop();
  }
}
