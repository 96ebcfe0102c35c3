package postern.gateway.tenant;

import java.time.Duration;
import java.util.Optional;
import postern.gateway.act.PowerResult;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.PowerReport;
import postern.power.PowerAction;
import postern.power.PowerOutcome;

/** {@code reboot}: asks the operating system to reboot, and resets the machine only on request. */
final class RebootCommand implements Command<MachineContext> {
  private static final Duration DEFAULT_WAIT = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "reboot";
  }

  @Override
  public String usage() {
    return "[--hard-after 60s] [--force]";
  }

  @Override
  public String about() {
    return "asks the operating system to reboot; --hard-after resets the machine if it does not";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    boolean force = arguments.flag("--force");
    Optional<Duration> hardAfter = arguments.duration("--hard-after");
    arguments.rest(0, 0);
    PowerResult result =
        context
            .acts()
            .power()
            .reboot(context.actor(), context.machine(), force, hardAfter.orElse(DEFAULT_WAIT));
    if (!(result instanceof PowerResult.Done(PowerOutcome.NotSeen n))) {
      return PowerReport.write(context.name(), result, out);
    }
    if (hardAfter.isPresent()) {
      out.error("postern: " + context.name() + ": no reboot seen, resetting");
      return PowerReport.write(
          context.name(),
          context.acts().power().act(context.actor(), context.machine(), PowerAction.RESET, true),
          out);
    }
    int exit = PowerReport.write(context.name(), result, out);
    out.error("postern: use `power reset` to reset the machine");
    return exit;
  }
}
