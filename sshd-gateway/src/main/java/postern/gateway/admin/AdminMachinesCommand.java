package postern.gateway.admin;

import java.util.List;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.MachineList;
import postern.gateway.machine.LiveMachine;

/** {@code machines}: lists all machines. */
final class AdminMachinesCommand implements Command<AdminContext> {
  @Override
  public String name() {
    return "machines";
  }

  @Override
  public String usage() {
    return "[PATTERN] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "lists all machines with power, console, keyboard, watchers and last output";
  }

  @Override
  public int run(AdminContext context, Arguments arguments, CommandOutput out) {
    ListWriter list = MachineList.writer(arguments, out);
    List<String> pattern = arguments.rest(0, 1);
    List<LiveMachine> machines =
        context.acts().machines().all().stream()
            .filter(m -> pattern.isEmpty() || MachineList.named(m, pattern.getFirst()))
            .toList();
    MachineList.write(machines, list);
    return 0;
  }
}
