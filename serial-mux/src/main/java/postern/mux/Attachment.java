package postern.mux;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One viewer's place at a console: a cursor into its ring, and perhaps the keyboard. Used by one
 * thread at a time; no method waits.
 */
public interface Attachment extends AutoCloseable {
  Participant participant();

  /** The next thing for this viewer; at most {@code maxBytes} of output. */
  ReadResult read(int maxBytes);

  /**
   * Reads as {@link #read} does if a small piece of output is all there is to read.
   *
   * @return null, and nothing was read, if there is anything but output or more than {@code most}
   */
  @Nullable ReadResult readIfSmall(int most);

  /** The screen as it is now, and moves the cursor to just behind what it shows. */
  ScreenSnapshot repaint();

  /** Moves the cursor back (or forward), as far as the ring holds; returns where it stands now. */
  long seek(long offset);

  /**
   * Asks for the keyboard.
   *
   * @param force takes it from whoever has it
   */
  KeyboardOutcome takeKeyboard(boolean force);

  /**
   * Takes the keyboard by force, from whoever has it and from whomever it is kept for.
   *
   * @param reason everyone here and the record are told
   */
  KeyboardOutcome overrideLock(String reason);

  /** Asks the holder for the keyboard. */
  AskOutcome askForKeyboard();

  /** Answers whoever asked first; empty when nobody did or the keyboard is not held. */
  Optional<Participant> answerRequest(boolean yes);

  /** Says that the person is there: a key that is not for the machine. */
  void markPresent();

  /** Gives the keyboard up and goes on watching; nothing if it was not held. */
  void releaseKeyboard();

  /**
   * Hands the keyboard to the newest other session here of the same person, without what its
   * release does; gives it up where there is none.
   */
  void yieldKeyboard();

  /** Types; see {@link TypeOutcome}. The buffer's position moves past what was taken. */
  TypeOutcome type(ByteBuffer bytes);

  /** Passes on a terminal's own answer: only from the holder, never counted as typing. */
  TypeOutcome answer(ByteBuffer bytes);

  BreakOutcome sendBreak(Duration length);

  /** Says that this viewer's link is alive (a heartbeat answer or any byte arrived). */
  void alive();

  /** Bytes this viewer typed that the console took. */
  long typed();

  /** Bytes that the console took from this viewer and dropped: the machine never got them. */
  long dropped();

  /** Leaves: gives up the keyboard, drops undelivered typing of this viewer. Safe to call twice. */
  @Override
  void close();
}
