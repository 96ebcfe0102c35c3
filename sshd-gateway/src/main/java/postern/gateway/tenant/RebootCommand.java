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

/**
 * {@code reboot}: asks the machine's own system first, and only on request does it the hard way.
 */
final class RebootCommand implements Command<MachineContext> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

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
    return "soft reboot; after 60 s it says so, or resets with --hard-after";
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
            .reboot(context.actor(), context.machine(), force, hardAfter.orElse(PATIENCE));
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
    out.error("postern: `power reset` does it the hard way");
    return exit;
  }
}
