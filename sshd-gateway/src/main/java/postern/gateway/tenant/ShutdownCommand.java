package postern.gateway.tenant;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.PowerReport;
import postern.power.PowerAction;

/** {@code shutdown}: asks the operating system of the machine to shut down. */
final class ShutdownCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "shutdown";
  }

  @Override
  public String usage() {
    return "[--force]";
  }

  @Override
  public String about() {
    return "asks the operating system to shut down (power soft)";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    boolean force = arguments.flag("--force");
    arguments.rest(0, 0);
    return PowerReport.write(
        context.name(),
        context.acts().power().act(context.actor(), context.machine(), PowerAction.SOFT, force),
        out);
  }
}
