package postern.mux;

import java.nio.ByteBuffer;
import java.time.Instant;

/** What a participant reads next. */
public sealed interface ReadResult {
  /**
   * Output of the machine. The buffer is valid until the next call on the same attachment. It must
   * not be modified; it is not read-only so that its array can be used.
   *
   * @param endOffset the offset behind the last byte
   */
  record Output(ByteBuffer bytes, long endOffset) implements ReadResult {}

  /** The cursor fell out of the ring and skipped this many bytes. A repaint is due. */
  record Missed(long bytes, Instant from, Instant until) implements ReadResult {}

  record Notification(Notice notice) implements ReadResult {}

  /** There is nothing to read. The wake-up given at attach runs when there is. */
  record Nothing() implements ReadResult {}

  /**
   * The console was closed, since its machine was removed or the gateway stops. Nothing follows.
   */
  record Closed(String why) implements ReadResult {}
}
