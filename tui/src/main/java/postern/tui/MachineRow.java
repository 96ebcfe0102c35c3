package postern.tui;

import java.time.Instant;
import java.util.Optional;

/**
 * A machine's first console and its power at one moment. All strings may hold anything; they are
 * cleaned where they are shown.
 *
 * @param keyboard the full name of whoever holds the keyboard
 * @param watchers everyone attached who does not hold the keyboard
 * @param lastOutput when the machine last said something
 * @param lastTyped who typed there last, and when
 * @param profile the boot profile, where the machine's kind has them
 */
public record MachineRow(
    MachineRef machine,
    Line line,
    Power power,
    Optional<String> keyboard,
    int watchers,
    Optional<Instant> lastOutput,
    Optional<Typed> lastTyped,
    Optional<String> profile) {

  /** The way to the console. */
  public sealed interface Line {
    record Up() implements Line {}

    /** Not there, since when and why. */
    record Down(Instant since, String why) implements Line {}
  }

  /** As the backend said last. */
  public enum Power {
    ON,
    OFF,
    PAUSED,
    UNKNOWN
  }

  /** The last one to type. */
  public record Typed(String person, Instant at) {}
}
