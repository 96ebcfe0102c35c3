package postern.power.backend;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import postern.power.PowerAction;
import postern.power.PowerState;

/**
 * One kind of machine: how its power state is read and how an action is requested. The {@code
 * control} package adds what all kinds have in common: one action at a time, the wait for evidence,
 * and limits.
 *
 * <p>Methods block. Any thread may call them, but only one at a time calls {@link #request}.
 */
public interface Backend {
  /** Reads the state now, within 5 s. */
  PowerState state();

  /** The actions that this machine supports. */
  Set<PowerAction> actions();

  /**
   * Requests an action and does not wait for its result.
   *
   * @param before the result of the last call of {@link #state}
   */
  Answer request(PowerAction action, PowerState before);

  /** Why a machine that was started has stopped again; empty while it runs or if not known. */
  Optional<String> stopped();

  /** How long a start is watched when the console shows no boot, before it counts as done. */
  Duration settlingTime();

  /**
   * What an operator can do about a failure that is known for this kind of machine.
   *
   * @param failure the message of the failure
   */
  Optional<String> advice(String failure);

  /** Sends a break. Returns why it was not sent, or empty if it was. */
  Optional<String> sendBreak();

  /** Sends SysRq and a key. Returns why it was not sent, or empty if it was. */
  Optional<String> sendSysRq(char key);

  /** The bytes of console output that were dropped because nobody read them, since ever. */
  long bytesLost();

  /** The immediate result of a request. */
  sealed interface Answer {
    /** The request was accepted; the evidence shows the result. */
    record Accepted(Evidence evidence) implements Answer {}

    /** The machine does not support this action directly; turn it off and on instead. */
    record OffThenOn() implements Answer {}

    record Refused(String why) implements Answer {}

    record Unreachable(String why) implements Answer {}
  }

  /** Shows the result of an accepted request. Checked by one thread until it is done. */
  interface Evidence extends AutoCloseable {
    Observation check();

    /** Releases what the evidence uses. */
    @Override
    void close();

    /** Evidence that has nothing to release. */
    static Evidence of(Supplier<Observation> check) {
      return new Evidence() {
        @Override
        public Observation check() {
          return check.get();
        }

        @Override
        public void close() {}
      };
    }
  }

  /** The result of one check. */
  sealed interface Observation {
    /** Nothing has happened yet. */
    record Pending() implements Observation {}

    /** Nothing has happened yet, and the backend cannot show whether anything will. */
    record Unobservable() implements Observation {}

    record Done(String evidence) implements Observation {}

    /** The machine is starting; its first seconds show whether it comes up. */
    record Starting(String evidence) implements Observation {}

    record Failed(String why) implements Observation {}
  }
}
