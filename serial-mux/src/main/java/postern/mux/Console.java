package postern.mux;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * A console, which exists as long as its machine is in the fleet. It owns its line, reconnects it,
 * and is the only user of it. Every method may be called on any thread, and none waits for the
 * line.
 */
public interface Console {
  ConsoleId id();

  ConsoleStatus status();

  /** Returns the offset behind the last byte that precedes this gateway's first byte. */
  long firstOffset();

  /**
   * Attaches a participant at the end of the output.
   *
   * @param wake runs, on any thread, when {@link Attachment#read} may have something again after it
   *     returned {@link ReadResult.Nothing}, or when there is room for input again. It must return
   *     at once.
   */
  Attachment attach(Participant participant, Runnable wake);

  /** Connects a line that is down now rather than at its next try. Does nothing if it is up. */
  void tryNow();

  /** Closes the line and opens it again. */
  void reopen();

  /** Connects to another address. Everyone stays attached. */
  void moveTo(LineAddress address);

  /** Shows a notice to everyone attached. */
  void tell(Notice notice);

  /**
   * Sets the encoding of the machine's characters: UTF-8, the default, or a single-byte superset of
   * ASCII.
   *
   * @throws IllegalArgumentException if it is neither
   */
  void encoding(Charset encoding);

  /** Returns the encoding that {@link #encoding(Charset)} set last. */
  Charset encoding();

  /** Returns a copy of the current screen, taken between two chunks of output. */
  ScreenSnapshot screen();

  /** Returns what the output and the typists left behind. */
  ConsoleConditions conditions();

  /**
   * Sets the size of the machine's terminal as this source knows it.
   *
   * @return whether the screen has that size now; it does not if another source has precedence
   */
  boolean size(int rows, int cols, SizeSource from);

  /** Forgets the size from this source. The next source in precedence counts again. */
  void forgetSize(SizeSource from);

  /** Sets what happens when a typist releases the keyboard. */
  void onRelease(OnRelease policy);

  /**
   * Reports that this participant's login may still be open, as a previous run of the gateway
   * recorded.
   */
  void loggedIn(Participant earlier);

  /** Reports that the login on the machine is over, for instance because of a power action. */
  void loggedOut(String why);

  /**
   * Returns output from this offset on, as far as the ring retains it.
   *
   * @return at most {@code max} bytes, from the first retained offset on
   */
  Excerpt history(long fromOffset, int max);

  /**
   * Gives the console the output that precedes this gateway's first byte, so that the screen is
   * complete. Does nothing once the ring has dropped some of the output since.
   *
   * @param said the time of the last byte of it
   * @return done when the screen shows it
   */
  CompletionStage<?> restoreScreen(ByteBuffer earlier, Instant said);

  /** Adds a listener for all events except output. */
  void addListener(ConsoleListener listener);

  /**
   * Adds a listener for all events, output included. Each chunk of output then posts one more task
   * to the console's event loop.
   */
  void addOutputListener(ConsoleListener listener);

  /** Removes a listener of either kind. */
  void removeListener(ConsoleListener listener);

  /** A read-only copy of output, from {@code fromOffset} on. */
  record Excerpt(long fromOffset, ByteBuffer bytes) {}

  /** The length of a break if none is given. */
  Duration DEFAULT_BREAK = Duration.ofMillis(250);
}
