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
    return switch (context.acts().resetTimers().keep(context.actor(), context.machine())) {
      case KEPT -> {
        out.line(context.name() + ": kept; the reset is called off");
        yield ExitCode.OK;
      }
      case NOT_ARMED -> TryCommand.refuse(context, out, ExitCode.FAILED, "no reset is armed");
      case NOT_PERMITTED ->
          TryCommand.refuse(
              context,
              out,
              ExitCode.NOT_PERMITTED,
              "not permitted: you may watch this machine only");
    };
  }
}
