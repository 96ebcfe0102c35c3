package postern.gateway.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import postern.gateway.act.LiveSession;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.SessionList;
import postern.gateway.work.Work;

/** {@code sessions}: lists the live sessions. */
final class AdminSessionsCommand implements Command<AdminContext> {
  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public String usage() {
    return "[--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "lists live sessions; auditors list past ones";
  }

  @Override
  public int run(AdminContext context, Arguments arguments, CommandOutput out) {
    ListWriter list = SessionList.writer(arguments, out);
    arguments.rest(0, 0);
    try {
      SessionList.write(
          Work.here(),
          () -> context.acts().sessions().all().stream().map(LiveSession::asRecord),
          list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }
}
