package postern.mux;

import java.nio.ByteBuffer;
import java.time.Instant;

/** What a watcher's cursor found next. */
public sealed interface ReadResult {
  /**
   * Bytes of the machine, valid until the next call on the same attachment; nobody writes to them
   * (they can be read as an array, which a read-only buffer would not allow).
   *
   * @param endOffset offset behind the last of them, counted since the console was first seen
   */
  record Output(ByteBuffer bytes, long endOffset) implements ReadResult {}

  /** The watcher fell out of the ring: so many bytes were not shown to it; a repaint is due. */
  record Missed(long bytes, Instant from, Instant until) implements ReadResult {}

  record Notification(Notice notice) implements ReadResult {}

  /** Nothing now; the wake-up given at attach runs when there is. */
  record Nothing() implements ReadResult {}

  /** The console is gone (machine removed, gateway stops); nothing will follow. */
  record Closed(String why) implements ReadResult {}
}
