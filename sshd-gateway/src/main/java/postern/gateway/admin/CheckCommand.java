package postern.gateway.admin;

import java.util.List;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;

/** {@code check}: lists the faults of the configuration files. */
final class CheckCommand implements Command<AdminContext> {
  @Override
  public String name() {
    return "check";
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String about() {
    return "lists the faults of the configuration files as file:line: what is wrong";
  }

  @Override
  public int run(AdminContext context, Arguments arguments, CommandOutput out) {
    arguments.rest(0, 0);
    List<String> faults = context.files().check();
    faults.forEach(out::error);
    if (faults.isEmpty()) {
      out.line("the configuration has no faults");
    }
    return faults.isEmpty() ? 0 : 1;
  }
}
