package postern.gateway.tenant;

import java.util.List;
import postern.gateway.act.ExitCode;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.MachineList;
import postern.gateway.machine.LiveMachine;
import postern.gateway.text.PlainText;

/** {@code list} and {@code status}: lists the person's own machines. */
record OwnMachinesCommand(String name) implements Command<OwnMachinesContext> {
  @Override
  public String usage() {
    return "[PATTERN] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "lists your machines with power, console, keyboard, watchers and last output";
  }

  @Override
  public int run(OwnMachinesContext context, Arguments arguments, CommandOutput out) {
    ListWriter list = MachineList.writer(arguments, out);
    List<String> pattern = arguments.rest(0, 1);
    List<LiveMachine> machines =
        context.machines().stream()
            .filter(m -> pattern.isEmpty() || MachineList.named(m, pattern.getFirst()))
            .toList();
    if (machines.isEmpty() && !pattern.isEmpty()) {
      out.error("postern: none of your machines is called " + PlainText.clean(pattern.getFirst()));
      return ExitCode.NOT_PERMITTED;
    }
    MachineList.write(machines, list);
    return ExitCode.OK;
  }
}
