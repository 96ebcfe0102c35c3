package postern.gateway.act;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.history.History;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.SizeSource;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;

/**
 * What a console session needs of the acts: one person at one console. Every act goes through here
 * so that its permission is checked and its event written in one place. All methods but {@link
 * #power(PowerAction)} and {@link #breakByBackend} return at once.
 */
public interface ConsoleActs {
  /** The machine as people call it; with a port behind it when that is not the first. */
  String machine();

  Console console();

  /**
   * What the machine has said; reading it may take long, and stops when this session ends.
   *
   * @param gone whether the client has gone
   */
  History history(BooleanSupplier gone);

  /** This person here; the same for the whole session. */
  Participant participant();

  /** The prefix of this person's escape keys as configured: {@code ^Ec}, {@code ~} … */
  String escape();

  BreakPolicy breakPolicy();

  /** What a terminal is shown of what the machine says; may change while the session lasts. */
  default Output output() {
    return Output.FILTERED;
  }

  /** What is recorded, in words for the attach card: {@code output; of typing only counts}. */
  String recorded();

  /** What cannot be recorded is not sent. */
  boolean strict();

  /** The boot profile that the machine runs in; empty when there is none to speak of. */
  String profile();

  /** When the machine is reset unless somebody says keep; empty when no reset is armed. */
  default Optional<Instant> resetAt() {
    return Optional.empty();
  }

  /** The power state as last seen, never asked anew; empty when this machine has no power. */
  Optional<PowerState> power();

  /** What this person may do to the power; empty when nothing. */
  Set<PowerAction> powerActions();

  /** Attaches and writes the event. */
  Attachment attach(Runnable wake);

  KeyboardOutcome takeKeyboard(Attachment at, boolean force);

  /**
   * Takes it by force, also from whomever it is kept for.
   *
   * @param reason for the record and everyone here
   */
  default KeyboardOutcome overrideLock(Attachment at, String reason) {
    return at.overrideLock(reason);
  }

  void releaseKeyboard(Attachment at);

  /** Tells everyone here. */
  default void message(String line) {
    console().tell(new Notice.Text(line));
  }

  /** A line into the record of this console. */
  default void note(String line) {}

  /** The backend presses SysRq itself; a break on the line would do nothing. */
  default boolean sysRqByBackend() {
    return false;
  }

  /**
   * Has the backend press SysRq and this key. Blocks, at most 10 s.
   *
   * @return why not, or empty when it was done
   */
  default Optional<String> sysRq(char key) {
    return Optional.of("this machine's backend has no SysRq");
  }

  /** The machine was told how large its terminal is: so is the screen here. Writes the event. */
  default void toldSize(int rows, int cols) {
    console().size(rows, cols, SizeSource.TOLD);
  }

  /** Writes down something done here that has no method of its own. */
  default void did(EventKind event, Outcome outcome, Map<String, String> about) {}

  /** Sends a break over the line. */
  BreakOutcome sendBreak(Attachment at, Duration length);

  /**
   * Sends a break by way of the machine's backend, where the line has none. Blocks, at most 10 s.
   *
   * @param line why the line has none
   */
  BreakOutcome breakByBackend(Duration length, String line);

  /**
   * A paced paste is over: writes the event.
   *
   * @param outcome {@code ok} or {@code failed}
   * @param echo {@code seen}, {@code none}, {@code lost} or {@code unknown}
   */
  default void pasted(Outcome outcome, long bytes, String echo) {}

  /** Hangs the line up and opens it again. */
  void reopen(Attachment at);

  /** Does it and waits until it was seen. Blocks; called on a thread of its own. */
  PowerOutcome power(PowerAction action);

  /**
   * Why this session must end now, decided by others (killed, access withdrawn, shutdown), or null.
   * Asked after each wake-up of the channel: set it, then wake.
   */
  @Nullable Ending ended();

  /** The session is over: writes the event. The attachment is still open. */
  void left(Attachment at, Ending how);
}
