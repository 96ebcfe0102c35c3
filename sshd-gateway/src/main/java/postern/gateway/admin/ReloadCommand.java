package postern.gateway.admin;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;

/** {@code reload}: reads the configuration again; {@code --yes} confirms removals. */
final class ReloadCommand implements Command<AdminContext> {
  @Override
  public String name() {
    return "reload";
  }

  @Override
  public String usage() {
    return "[--yes]";
  }

  @Override
  public String about() {
    return "reads the configuration again; --yes confirms removals that are held";
  }

  @Override
  public int run(AdminContext context, Arguments arguments, CommandOutput out) {
    boolean yes = arguments.flag("--yes");
    arguments.rest(0, 0);
    AdminContext.Reload reload = context.files().reload(yes, context.actor().person());
    reload.faults().forEach(out::error);
    out.line(reload.summary());
    return reload.complete() && reload.faults().isEmpty() ? 0 : 1;
  }
}
