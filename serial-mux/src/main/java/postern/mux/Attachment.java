package postern.mux;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A participant's attachment to a console: a cursor into its output, and perhaps the keyboard. Used
 * by one thread at a time. No method waits.
 */
public interface Attachment extends AutoCloseable {
  Participant participant();

  /** Reads what comes next for this participant, at most {@code maxBytes} of output. */
  ReadResult read(int maxBytes);

  /**
   * Reads as {@link #read} does if a small piece of output is all there is to read.
   *
   * @return null, and nothing was read, if there is anything but output or more than {@code most}
   */
  @Nullable ReadResult readIfSmall(int most);

  /** Returns the current screen and moves the cursor behind the output that it shows. */
  ScreenSnapshot repaint();

  /** Moves the cursor to this offset, as far as the ring retains it. Returns the new offset. */
  long seek(long offset);

  /**
   * Takes the keyboard if that is possible.
   *
   * @param force whether to take it from its holder
   */
  KeyboardOutcome takeKeyboard(boolean force);

  /**
   * Takes the keyboard by force, from its holder and from a participant for whom it is locked.
   *
   * @param reason shown to everyone attached and recorded
   */
  KeyboardOutcome overrideLock(String reason);

  /** Asks the keyboard holder for the keyboard. */
  AskOutcome askForKeyboard();

  /**
   * Answers the oldest request. Returns the requester, or empty if there is no request or this
   * participant does not hold the keyboard.
   */
  Optional<Participant> answerRequest(boolean yes);

  /** Reports that the person is present, because of a key that is not for the machine. */
  void markPresent();

  /**
   * Releases the keyboard and stays attached. Does nothing if this participant does not hold it.
   */
  void releaseKeyboard();

  /**
   * Passes the keyboard to the newest other session of the same person here, without the actions of
   * a release. Releases it if there is no such session.
   */
  void yieldKeyboard();

  /**
   * Types; see {@link TypeOutcome}. The buffer's position moves past the bytes that were accepted.
   */
  TypeOutcome type(ByteBuffer bytes);

  /**
   * Sends an automatic reply of the participant's terminal. Accepted from the keyboard holder only,
   * and never counted as typing.
   */
  TypeOutcome answer(ByteBuffer bytes);

  BreakOutcome sendBreak(Duration length);

  /** Reports that the participant's link is alive: a heartbeat reply or any byte arrived. */
  void alive();

  /** Returns how many bytes this participant typed that the console accepted. */
  long typed();

  /** Returns how many accepted bytes were dropped and never reached the machine. */
  long dropped();

  /**
   * Detaches: releases the keyboard and drops the participant's pending input. Safe to call twice.
   */
  @Override
  void close();
}
