package postern.mux;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Takes what must be remembered of one console before anyone sees it. Called from one thread at a
 * time; never waits, never throws.
 */
public interface Recorder {
  /**
   * Output of the machine. Copies what it takes; leaves the buffer's position alone.
   *
   * @param endOffset offset behind the last byte
   * @return false when there is no room now: then nothing of it was taken, and the console holds
   *     its line back, tries again when {@link #whenRoom} runs, and after 250 ms goes on without
   */
  boolean output(ByteBuffer bytes, long endOffset);

  /** Runs once, on any thread, when there may be room again. */
  void whenRoom(Runnable retry);

  /**
   * So many bytes before {@code endOffset} were shown and not recorded. Returns as {@link #output}.
   */
  boolean gap(long bytes, long endOffset);

  /**
   * A person is about to type so many bytes.
   *
   * @return why they must not be sent, or nothing when they may
   */
  Optional<String> typing(Participant by, ByteBuffer bytes);

  /** The line came up or went down, the keyboard moved, typing was dropped … */
  void notice(Notice notice);
}
