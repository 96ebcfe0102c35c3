package postern.power;

import java.time.Duration;

/** What came of a power act. Outcomes are results, not exceptions. */
public sealed interface PowerOutcome {
  /**
   * It happened: the evidence in words ({@code state is off}, {@code RESET event}, {@code boot
   * text}).
   */
  record Seen(String evidence, Duration took) implements PowerOutcome {}

  /** It was so already. */
  record AlreadySo(PowerState state) implements PowerOutcome {}

  /** The backend took it, and nothing was seen in time; the console's last lines may say why. */
  record NotSeen(Duration waited, String lastLines) implements PowerOutcome {}

  /** The machine panicked or ended as it started: why, in one line. */
  record Failed(String why) implements PowerOutcome {}

  /** The backend said no, or it cannot be done from this state. */
  record Refused(String why) implements PowerOutcome {}

  /** The backend did not answer. */
  record Unreachable(String why) implements PowerOutcome {}

  /** Another act on this machine is under way. */
  record Busy(String what) implements PowerOutcome {}
}
