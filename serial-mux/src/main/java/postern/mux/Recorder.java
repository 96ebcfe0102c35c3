package postern.mux;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Records a console's output, input and notices before anyone sees them. Called by one thread at a
 * time. It never waits and never throws.
 */
public interface Recorder {
  /**
   * Records output. Copies what it takes and leaves the buffer's position unchanged.
   *
   * @param endOffset the offset behind the last byte
   * @return false if there is no room now. Then nothing was taken; the console pauses its line,
   *     tries again when {@link #whenRoom} runs, and after 250 ms continues without.
   */
  boolean output(ByteBuffer bytes, long endOffset);

  /** Runs {@code retry} once, on any thread, when there may be room again. */
  void whenRoom(Runnable retry);

  /**
   * Records that {@code bytes} bytes before {@code endOffset} were shown and not recorded. Returns
   * as {@link #output} does.
   */
  boolean gap(long bytes, long endOffset);

  /**
   * Records that a participant is about to type these bytes.
   *
   * @return why they must not be sent, or empty if they may
   */
  Optional<String> typing(Participant by, ByteBuffer bytes);

  /** Records a notice. */
  void notice(Notice notice);
}
