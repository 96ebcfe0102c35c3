package postern.gateway.tenant;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.MachineList;

/** {@code status}: shows the state of this machine. */
final class StatusCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "status";
  }

  @Override
  public String usage() {
    return "[--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "shows power, console, keyboard, watchers and the time of the last output";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    MachineList.writeOne(arguments, out, context.machine(), context.console());
    return 0;
  }
}
