package postern.gateway.tenant;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;

/** {@code keep}: what was tried is good, the armed reset is called off. */
final class KeepCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "keep";
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String about() {
    return "calls the armed reset off";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    arguments.rest(0, 0);
    if (!context.actor().mayType()) {
      return TryCommand.no(context, out, 3, "not permitted: you may watch this machine only");
    }
    if (context.acts().resetTimers().keep(context.actor(), context.machine()).isEmpty()) {
      return TryCommand.no(context, out, 1, "no reset is armed");
    }
    out.line(context.name() + ": kept; the reset is called off");
    return 0;
  }
}
