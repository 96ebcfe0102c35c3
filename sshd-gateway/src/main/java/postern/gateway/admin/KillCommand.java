package postern.gateway.admin;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.text.PlainText;

/** {@code kill SESSION}: ends a session. Its person reads who ended it and why. */
final class KillCommand implements Command<AdminContext> {
  @Override
  public String name() {
    return "kill";
  }

  @Override
  public String usage() {
    return "SESSION [--reason TEXT]";
  }

  @Override
  public String about() {
    return "ends a session; its person reads who ended it and why";
  }

  @Override
  public int run(AdminContext context, Arguments arguments, CommandOutput out) {
    String reason = PlainText.clean(arguments.option("--reason").orElse(""));
    String id = arguments.rest(1, 1).getFirst();
    if (!context.acts().kill().session(context.actor(), id, reason)) {
      out.error(
          "postern: there is no live session " + PlainText.clean(id) + "; `sessions` lists them");
      return 1;
    }
    out.line("ended " + id);
    return 0;
  }
}
