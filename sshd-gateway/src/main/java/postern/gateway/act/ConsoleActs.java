package postern.gateway.act;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.history.History;
import postern.gateway.pacing.PacedTyping;
import postern.mux.AskOutcome;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;
import postern.mux.Participant;
import postern.power.PowerAction;
import postern.power.PowerState;

/**
 * What one person can see and do at a console in a session. All methods but {@link
 * #power(PowerAction)} return at once.
 */
public interface ConsoleActs {
  /** Returns the name of the machine, followed by {@code :PORT} unless it is the first console. */
  String machine();

  Console console();

  /** Returns this person as a participant; always the same one. */
  Participant participant();

  /** Returns the prefix of this person's escape keys as configured: {@code ^Ec}, {@code ~} … */
  String escape();

  BreakPolicy breakPolicy();

  /** Returns how output is filtered for terminals. This may change during the session. */
  Output output();

  /** Returns what is recorded, as a phrase for the attach card. */
  String recorded();

  /** Returns whether typing stops while it cannot be recorded. */
  boolean strict();

  /** Returns the boot profile that the machine runs in, or empty if it has no profiles. */
  String profile();

  /** Returns when the armed reset is due, or empty if none is armed. */
  Optional<Instant> resetAt();

  /** Returns the last known power state, or empty if the machine has no power control. */
  Optional<PowerState> power();

  /** Returns the power actions that this person may use. */
  Set<PowerAction> powerActions();

  /**
   * Attaches to the console. Call this once.
   *
   * @param output runs when there is something to read; it must return at once
   */
  Attachment attach(Runnable output);

  /**
   * Returns the output of the machine. Reading it may take long, and stops when the session ends.
   *
   * @param gone whether the client has gone
   */
  History history(BooleanSupplier gone);

  /**
   * Takes the keyboard if it is free.
   *
   * @param force whether it is taken from its holder, too
   */
  KeyboardOutcome takeKeyboard(Attachment at, boolean force);

  /** Takes the keyboard by force, even from the person it is locked for. */
  KeyboardOutcome overrideLock(Attachment at, String reason);

  void releaseKeyboard(Attachment at);

  /** Asks the holder for the keyboard. */
  AskOutcome askForKeyboard(Attachment at);

  /** Answers the person who asked first. Returns empty if nobody waits for an answer. */
  Optional<Participant> answerRequest(Attachment at, boolean yes);

  /** Shows a message to everyone at the console. */
  void message(String line);

  /** Writes a line into the recording of this console. */
  void note(String line);

  /** Sets the screen to the size that the machine's terminal was set to. */
  void toldSize(int rows, int cols);

  /** Sends a break. */
  BreakResult sendBreak(Attachment at, Duration length);

  /** Sends SysRq and a key. */
  BreakResult pressSysRq(Attachment at, char key);

  /** Writes the event of a paced paste that has ended. */
  void pasted(PacedTyping typing, PacedTyping.Progress how);

  /** Hangs the line up and opens it again. */
  void reopen();

  /** Performs a power action and waits until its effect is seen. Blocks for up to 2 min. */
  PowerResult power(PowerAction action);

  /**
   * Returns why the session must end (killed, access withdrawn, shutdown), or null while it may go
   * on. The channel is woken when this changes.
   */
  @Nullable Ending ended();

  /** Closes the session. */
  void close(Ending how);
}
