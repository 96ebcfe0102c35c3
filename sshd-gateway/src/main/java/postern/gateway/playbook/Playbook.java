package postern.gateway.playbook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import postern.gateway.work.Expression;
import postern.power.PowerAction;

/**
 * A script of an operator for a console.
 *
 * @param name that of its file
 * @param about one line for the list
 * @param limit for all of it; loops end there
 */
public record Playbook(String name, String about, Duration limit, List<Step> steps) {
  public Playbook {
    steps = List.copyOf(steps);
  }

  /**
   * One step: what is to be done, in order.
   *
   * @param ifSeen the step is left out unless this was said since something was last typed
   * @param next where it goes on, counted from 0, if not at the next one
   */
  public record Step(
      Optional<Expression> ifSeen, List<Instruction> instructions, OptionalInt next) {
    public Step {
      instructions = List.copyOf(instructions);
    }
  }

  /** One thing to do. */
  public sealed interface Instruction {
    /** Tells everyone at the console. */
    record Say(String text) implements Instruction {}

    record Power(PowerAction action) implements Instruction {}

    /** Starts or restarts the machine in a boot profile. */
    record Boot(String profile) implements Instruction {}

    record Send(String text) implements Instruction {}

    /** Waits until this was said since something was last typed. */
    record Wait(Expression pattern, Duration timeout, OnTimeout onTimeout) implements Instruction {}
  }

  /** What to do when something was not said in time. */
  public sealed interface OnTimeout {
    record Fail() implements OnTimeout {}

    record Next() implements OnTimeout {}

    /** Goes on at this step, counted from 0. */
    record Goto(int step) implements OnTimeout {}
  }
}
