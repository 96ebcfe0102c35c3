package postern.power.backend;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import postern.power.PowerAction;
import postern.power.PowerState;

/**
 * One kind of machine: how its state is read and how an act is begun. {@link WatchedMachine} adds
 * what all kinds have in common: one act at a time, waiting for evidence, and limits.
 *
 * <p>Methods block and may be called from any thread, {@link #begin} from one at a time.
 */
public interface Backend extends AutoCloseable {
  /** Asked now; answers within 5 s. */
  PowerState state();

  Set<PowerAction> actions();

  /**
   * Asks the machine for it, and does not wait for what comes of it.
   *
   * @param before what {@link #state} said just before
   */
  Answer begin(PowerAction action, PowerState before);

  /**
   * How a machine that was started stopped again, in words; empty while it runs or nothing is
   * known.
   */
  default Optional<String> stopped() {
    PowerState now = state();
    return now.power() == PowerState.Power.OFF
        ? Optional.of(now.reason().orElse("its state is off"))
        : Optional.empty();
  }

  /** How long a start whose console shows no boot is watched before it counts as done. */
  default Duration settles() {
    return Duration.ofSeconds(3);
  }

  /** What to do about a failure that this kind of machine is known for. */
  default Optional<String> advice(String said) {
    return Optional.empty();
  }

  default Optional<String> sendBreak() {
    return Optional.of("this machine's backend has no break");
  }

  default Optional<String> sendSysRq(char key) {
    return Optional.of("this machine's backend has no SysRq");
  }

  /** Bytes of console output that were dropped while nobody took them. */
  default long bytesLost() {
    return 0;
  }

  @Override
  default void close() {}

  /** How a machine took a request. */
  sealed interface Answer {
    /** It was taken; what comes of it shows there. */
    record Taken(Evidence evidence) implements Answer {}

    /** This kind has no such act in one piece: it is made of off and on. */
    record ByOffAndOn() implements Answer {}

    record Refused(String why) implements Answer {}

    record Unreachable(String why) implements Answer {}
  }

  /** Looked at again and again until it says more than {@link Sight.Nothing}, then closed. */
  @FunctionalInterface
  interface Evidence extends AutoCloseable {
    Sight look();

    @Override
    default void close() {}
  }

  /** What was seen at one look. */
  sealed interface Sight {
    record Nothing() implements Sight {}

    /** Nothing, and there is no reason to expect that the backend will ever show more. */
    record Blind() implements Sight {}

    record Done(String evidence) implements Sight {}

    /** It has begun to start; its first seconds show whether it comes up. */
    record Starts(String evidence) implements Sight {}

    record Failed(String why) implements Sight {}
  }
}
