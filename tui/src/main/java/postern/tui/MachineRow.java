package postern.tui;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of a machine's first console and of its power. Strings are untrusted; they are cleaned
 * when they are drawn.
 *
 * @param keyboard the full name of the keyboard holder
 * @param watchers the number of people attached without the keyboard
 * @param lastOutput the time of the machine's last output
 * @param lastTyped the person who typed last
 * @param profile the boot profile, if the machine's kind has profiles
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

  /** The state of the line to the console. */
  public sealed interface Line {
    record Up() implements Line {}

    /** The line is down. */
    record Down(Instant since, String why) implements Line {}
  }

  /** The power state that the backend reported last. */
  public enum Power {
    ON,
    OFF,
    PAUSED,
    UNKNOWN
  }

  /** The last person who typed, and when. */
  public record Typed(String person, Instant at) {}
}
