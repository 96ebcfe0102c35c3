package postern.gateway.tenant;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.MachineList;

/** {@code status}: this machine now. */
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
    return "power, console, who has the keyboard, age of the last output";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    MachineList.writeOne(arguments, out, context.machine(), context.console());
    return 0;
  }
}
