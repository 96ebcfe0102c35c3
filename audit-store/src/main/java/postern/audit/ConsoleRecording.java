package postern.audit;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Takes what is said at one console. Never waits; every method copies what it takes into a bounded
 * buffer that the journal writer begins to force to disk within 50 ms.
 */
public interface ConsoleRecording {
  /** Offset behind the last byte ever recorded of this console; 0 when it is new. */
  long lastOffset();

  /**
   * Takes output, or says false when there is no room; the buffer's position stays. More than 8 MiB
   * at once never finds room. An offset ahead of {@link #lastOffset} is shown as a gap when read.
   *
   * @throws StoreFault CALLER when the bytes begin before {@link #lastOffset}: a console goes on
   *     where its recording ended, it never starts again
   */
  boolean output(ByteBuffer bytes, long endOffset);

  /** As {@link #output}, for bytes that were shown and not recorded. */
  boolean gap(long bytes, long endOffset);

  /**
   * Takes the fact that a person types so many bytes.
   *
   * @return why typing must not go on (strict mode, recording not healthy), or nothing
   */
  Optional<String> typing(String session, ByteBuffer bytes);

  /** Takes a mark: line up or down, keyboard moved, power … Best effort when the buffer is full. */
  void mark(MarkKind what, String text);

  /**
   * Runs once, on the journal's thread, when there may be room again; must return at once. A
   * console waits with one at a time.
   */
  void whenRoom(Runnable retry);
}
