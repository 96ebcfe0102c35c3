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
 * What one person can see and do at one console in one session. All methods but {@link
 * #power(PowerAction)} return at once.
 */
public interface ConsoleActs {
  /** The machine as people call it, with {@code :PORT} where it is not the first console. */
  String machine();

  Console console();

  /** This person at the console; the same for the whole session. */
  Participant participant();

  /** The prefix of this person's escape keys as configured: {@code ^Ec}, {@code ~} … */
  String escape();

  BreakPolicy breakPolicy();

  /** What a terminal is shown of the machine's output; may change while the session lasts. */
  Output output();

  /** What is recorded, in words for the attach card: {@code output; of typing only counts}. */
  String recorded();

  /** Whether what cannot be recorded is not sent. */
  boolean strict();

  /** The boot profile that the machine runs in; empty when there is none to speak of. */
  String profile();

  /** When the machine is reset unless somebody says keep; empty when no reset is armed. */
  Optional<Instant> resetAt();

  /** The last known power state; empty when this machine has no power. */
  Optional<PowerState> power();

  /** What this person may do to the power; empty when nothing. */
  Set<PowerAction> powerActions();

  /**
   * Attaches to the console. Call once.
   *
   * @param output runs when there is something to read; must return at once
   */
  Attachment attach(Runnable output);

  /**
   * What the machine has said. Reading it may take long, and stops when this session ends.
   *
   * @param gone whether the client has gone
   */
  History history(BooleanSupplier gone);

  /**
   * Takes the keyboard if it is free.
   *
   * @param force takes it from its holder, too
   */
  KeyboardOutcome takeKeyboard(Attachment at, boolean force);

  /** Takes the keyboard by force, also from the person it is locked for. */
  KeyboardOutcome overrideLock(Attachment at, String reason);

  void releaseKeyboard(Attachment at);

  /** Asks the holder for the keyboard. */
  AskOutcome askForKeyboard(Attachment at);

  /** Answers the person who asked first; empty when nobody did or the keyboard is not held. */
  Optional<Participant> answerRequest(Attachment at, boolean yes);

  /** Tells everyone at the console. */
  void message(String line);

  /** Writes a line into the record of this console. */
  void note(String line);

  /** The machine was told the size of its terminal: the console's screen has that size now. */
  void toldSize(int rows, int cols);

  /** Sends a break. */
  BreakResult sendBreak(Attachment at, Duration length);

  /** Presses SysRq and a key. */
  BreakResult pressSysRq(Attachment at, char key);

  /** A paced paste is over. */
  void pasted(PacedTyping typing, PacedTyping.Progress how);

  /** Hangs the line up and opens it again. */
  void reopen();

  /** Acts on the power and waits until the effect was seen. Blocks for up to 2 min. */
  PowerResult power(PowerAction action);

  /**
   * Why others ended this session (killed, access withdrawn, shutdown); null while it may go on.
   * The channel is woken when this changes.
   */
  @Nullable Ending ended();

  /** Closes the session. */
  void close(Ending how);
}
