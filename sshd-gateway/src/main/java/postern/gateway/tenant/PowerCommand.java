package postern.gateway.tenant;

import postern.gateway.act.ExitCode;
import postern.gateway.act.PowerResult;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.PowerReport;
import postern.power.PowerAction;
import postern.power.PowerState;

/** {@code power status|on|off|cycle|reset|soft|nmi}. */
public final class PowerCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "power";
  }

  @Override
  public String usage() {
    return "status|on|off|cycle|reset|soft|nmi [--force] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "shows or changes the power; done means that the change was seen";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    boolean force = arguments.flag("--force");
    ListWriter list = ListWriter.of(arguments, out, "machine", "power", "since", "reason");
    String word = arguments.rest(1, 1).getFirst();
    if (word.equals("status")) {
      PowerState state = context.machine().powerNow();
      list.begin();
      list.row(
          context.name(),
          state.power().word(),
          state.since().orElse(null),
          state.reason().orElse(null));
      list.end();
      return ExitCode.OK;
    }
    PowerAction action = Arguments.powerAction(word);
    PowerResult result =
        context.acts().power().act(context.actor(), context.machine(), action, force);
    ListWriter results = list.withColumns("machine", "action", "outcome", "reason");
    if (results.forPrograms()) {
      results.begin();
    }
    return PowerReport.write(context.name(), result, out, results, context.name(), word);
  }
}
