package postern.mux;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * One console for as long as its machine is in the fleet: it owns the line for ever, reconnects it,
 * and is the only one to touch it. Every method may be called from any thread and none waits for
 * the line.
 */
public interface Console {
  ConsoleId id();

  ConsoleStatus status();

  /** Offset behind the last byte said before this gateway first saw the console. */
  long firstOffset();

  /**
   * Attaches a viewer at the end of what the machine has said.
   *
   * @param wake runs, on any thread, whenever {@link Attachment#next} may have something again
   *     after it said {@link Take.Nothing}, or typing has room again; it must return at once
   */
  Attachment attach(Viewer viewer, Runnable wake);

  /** Tries a line that is down now instead of at its next time; does nothing to one that is up. */
  void tryNow();

  /** Hangs the line up and opens it again. */
  void reopen();

  /** Moves to another address, keeping everyone attached. */
  void moveTo(LineAddress address);

  /** Tells everyone attached. */
  void tell(Notice notice);

  /**
   * How the machine writes characters beyond ASCII from now on: UTF-8, as when nobody said, or a
   * superset of ASCII of one byte a character.
   *
   * @throws IllegalArgumentException if it is neither
   */
  default void speaks(Charset encoding) {}

  /** See {@link #speaks}. */
  default Charset encoding() {
    return StandardCharsets.UTF_8;
  }

  /** The screen as it is now: a copy, taken between two chunks. */
  ScreenView screen();

  /** Boots, panics and what typists left behind. */
  default ConsoleSigns signs() {
    return ConsoleSigns.NONE;
  }

  /**
   * Says how large the machine's terminal is.
   *
   * @return whether the screen's model has that size now: it has not where another counts more
   */
  default boolean size(int rows, int cols, SizeFrom from) {
    return false;
  }

  /** This one says nothing of the size any more: whoever counts less is heard again. */
  default void forgetSize(SizeFrom from) {}

  /** What to do when a typist lets the keyboard go. */
  default void onRelease(OnRelease policy) {}

  /** This one's log-in may still be open, as is known from before this gateway started. */
  default void loggedIn(Viewer earlier) {}

  /** Whoever was logged in is not any more, as is known from elsewhere (a power act). */
  default void loggedOut(String why) {}

  /**
   * What the machine said in this range, as far as the ring still holds it.
   *
   * @return the bytes from the first offset still held on, at most {@code max} of them
   */
  Held history(long fromOffset, int max);

  /**
   * Gives the console what its machine said just before this gateway first saw it, so that the
   * screen is as if it had always been seen. Too late once the ring has lost what came since: then
   * nothing changes.
   *
   * @param said when it said the last of it
   * @return done when the screen shows it
   */
  CompletionStage<?> precede(ByteBuffer earlier, Instant said);

  /** Is told of each change; runs on the console's thread and must return at once. */
  void listen(ConsoleListener listener);

  void forget(ConsoleListener listener);

  /** Bytes held in the ring, from {@code fromOffset} on; a read-only copy. */
  record Held(long fromOffset, ByteBuffer bytes) {}

  /** How long a break is when nobody said. */
  Duration USUAL_BREAK = Duration.ofMillis(250);
}
