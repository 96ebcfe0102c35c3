package postern.audit;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Records one console. No method waits: each copies its arguments into a bounded buffer, which the
 * journal writer starts to write to disk within 50 ms.
 */
public interface ConsoleRecording {
  /** Returns the offset after the last byte ever recorded of this console; 0 if it is new. */
  long lastOffset();

  /**
   * Takes output. The position of the buffer does not change. An offset ahead of {@link
   * #lastOffset} becomes a gap when it is read.
   *
   * @return false if there is no room; there never is for more than 8 MiB at once
   * @throws StoreFault CALLER if the bytes start before {@link #lastOffset}: a console continues
   *     where its recording ended
   */
  boolean output(ByteBuffer bytes, long endOffset);

  /** As {@link #output}, for bytes that were shown but not recorded. */
  boolean gap(long bytes, long endOffset);

  /**
   * Records that a person types this many bytes.
   *
   * @return why typing must stop (in strict mode, if recording fails), or empty
   */
  Optional<String> typing(String session, ByteBuffer bytes);

  /** Records a mark. If the buffer is full, the mark is lost and logged. */
  void mark(MarkKind what, String text);

  /**
   * Runs this once, on the journal's thread, when there may be room. It must return at once. A
   * console waits with one at a time.
   */
  void whenRoom(Runnable retry);
}
