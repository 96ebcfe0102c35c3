package postern.gateway.playbook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import postern.gateway.work.Expression;
import postern.power.PowerAction;

/**
 * A script that an operator wrote for a console.
 *
 * @param name the name of its file without {@code .toml}
 * @param about one line for the list of playbooks
 * @param limit how long the whole run may take; it also ends loops
 */
public record Playbook(String name, String about, Duration limit, List<Step> steps) {
  public Playbook {
    steps = List.copyOf(steps);
  }

  /**
   * One step.
   *
   * @param ifSeen the step is skipped unless the output since the last typing matches this
   * @param instructions in the order in which they are done
   * @param next the index of the step to go on with, if it is not the next one
   */
  public record Step(
      Optional<Expression> ifSeen, List<Instruction> instructions, OptionalInt next) {
    public Step {
      instructions = List.copyOf(instructions);
    }
  }

  /** One instruction of a step. */
  public sealed interface Instruction {
    /** Tells everyone at the console. */
    record Say(String text) implements Instruction {}

    record Power(PowerAction action) implements Instruction {}

    /** Starts or restarts the machine in a boot profile. */
    record Boot(String profile) implements Instruction {}

    record Send(String text) implements Instruction {}

    /** Waits until the output since the last typing matches the pattern. */
    record Wait(Expression pattern, Duration timeout, OnTimeout onTimeout) implements Instruction {}
  }

  /** What to do if a pattern was not seen in time. */
  public sealed interface OnTimeout {
    record Fail() implements OnTimeout {}

    record Next() implements OnTimeout {}

    /** Goes on with the step of this index. */
    record Goto(int step) implements OnTimeout {}
  }
}
