package postern.gateway.admin;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;

/** {@code reload}: rereads the files now; {@code --yes} also when much would go. */
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
    return "rereads the configuration; --yes lets a held removal go on";
  }

  @Override
  public int run(AdminContext context, Arguments arguments, CommandOutput out) {
    boolean yes = arguments.flag("--yes");
    arguments.rest(0, 0);
    AdminContext.Reread reread = context.files().reload(yes, context.actor().person());
    reread.faults().forEach(out::error);
    out.line(reread.summary());
    return reread.followed() && reread.faults().isEmpty() ? 0 : 1;
  }
}
