package postern.mux;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
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
   * @param wake runs, on any thread, whenever {@link Attachment#read} may have something again
   *     after it said {@link ReadResult.Nothing}, or typing has room again; it must return at once
   */
  Attachment attach(Participant participant, Runnable wake);

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
  void encoding(Charset encoding);

  /** The encoding that {@link #encoding(Charset)} set last. */
  Charset encoding();

  /** The screen as it is now: a copy, taken between two chunks. */
  ScreenSnapshot screen();

  /** Boots, panics and what typists left behind. */
  ConsoleConditions conditions();

  /**
   * Says how large the machine's terminal is.
   *
   * @return whether the screen's model has that size now: it has not where another counts more
   */
  boolean size(int rows, int cols, SizeSource from);

  /** This one says nothing of the size any more: whoever counts less is heard again. */
  void forgetSize(SizeSource from);

  /** What to do when a typist lets the keyboard go. */
  void onRelease(OnRelease policy);

  /** This one's log-in may still be open, as is known from before this gateway started. */
  void loggedIn(Participant earlier);

  /** Whoever was logged in is not any more, as is known from elsewhere (a power act). */
  void loggedOut(String why);

  /**
   * What the machine said in this range, as far as the ring still holds it.
   *
   * @return the bytes from the first offset still held on, at most {@code max} of them
   */
  Excerpt history(long fromOffset, int max);

  /**
   * Gives the console what its machine said just before this gateway first saw it, so that the
   * screen is as if it had always been seen. Too late once the ring has lost what came since: then
   * nothing changes.
   *
   * @param said when it said the last of it
   * @return done when the screen shows it
   */
  CompletionStage<?> restoreScreen(ByteBuffer earlier, Instant said);

  /** Adds a listener for all events except output. */
  void addListener(ConsoleListener listener);

  /**
   * Adds a listener for all events, output included. It makes each chunk of output wake the
   * console's thread once more.
   */
  void addOutputListener(ConsoleListener listener);

  /** Removes a listener of either kind. */
  void removeListener(ConsoleListener listener);

  /** Bytes held in the ring, from {@code fromOffset} on; a read-only copy. */
  record Excerpt(long fromOffset, ByteBuffer bytes) {}

  /** How long a break is when nobody said. */
  Duration DEFAULT_BREAK = Duration.ofMillis(250);
}
