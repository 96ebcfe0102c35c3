package postern.gateway.tenant;

import postern.gateway.act.ExitCode;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;

/** {@code keep}: calls off the reset that {@code try} armed. */
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
    return "calls off the armed reset";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    arguments.rest(0, 0);
    if (!context.actor().mayType()) {
      return TryCommand.refuse(
          context, out, ExitCode.NOT_PERMITTED, "not permitted: you may watch this machine only");
    }
    if (context.acts().resetTimers().keep(context.actor(), context.machine()).isEmpty()) {
      return TryCommand.refuse(context, out, ExitCode.FAILED, "no reset is armed");
    }
    out.line(context.name() + ": kept; the reset is called off");
    return ExitCode.OK;
  }
}
