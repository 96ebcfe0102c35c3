package postern.power;

import java.time.Duration;

/** The outcome of a power action. */
public sealed interface PowerOutcome {
  /**
   * The action took effect.
   *
   * @param evidence how that was seen: {@code state is off}, {@code RESET event}, {@code boot text}
   */
  record Seen(String evidence, Duration took) implements PowerOutcome {}

  /** The machine was in that state before. */
  record AlreadySo(PowerState state) implements PowerOutcome {}

  /**
   * The backend accepted the action, but no effect was seen in time.
   *
   * @param lastLines the console's last lines, which may say why
   */
  record NotSeen(Duration waited, String lastLines) implements PowerOutcome {}

  /**
   * The machine panicked or ended while it started.
   *
   * @param why one line
   */
  record Failed(String why) implements PowerOutcome {}

  /** The backend refused the action, or the action is not possible in this state. */
  record Refused(String why) implements PowerOutcome {}

  /** The backend did not answer. */
  record Unreachable(String why) implements PowerOutcome {}

  /**
   * Another action on this machine is under way.
   *
   * @param what the other action and when it was started
   */
  record Busy(String what) implements PowerOutcome {}
}
