package postern.gateway.auditor;

import java.io.IOException;
import java.io.UncheckedIOException;
import postern.audit.SessionQuery;
import postern.gateway.command.Arguments;
import postern.gateway.command.BufferedOutput;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.EventLogDamage;
import postern.gateway.command.ListWriter;
import postern.gateway.command.SessionList;
import postern.gateway.work.Work;

/** {@code sessions}: lists past and live sessions. */
final class AuditSessionsCommand implements Command<AuditContext> {
  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public String usage() {
    return "[--machine M] [--tenant T] [--person P] [--source A] [--since 1d] [--until TIME] [--limit N]"
        + " [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "lists sessions, newest first";
  }

  @Override
  public int run(AuditContext context, Arguments arguments, CommandOutput out) {
    BufferedOutput buffered = new BufferedOutput(out);
    ListWriter list = SessionList.writer(arguments, buffered);
    SessionQuery requested = SessionList.query(arguments);
    arguments.rest(0, 0);
    SessionQuery query =
        new SessionQuery(
            requested.machine(),
            context.tenantFilter(requested.tenant()),
            requested.person(),
            requested.source(),
            requested.since(),
            requested.until(),
            requested.limit());
    try (Work work = context.startWork()) {
      work.pause(buffered);
      SessionList.write(work, () -> context.archive().sessions(query), list);
      return EventLogDamage.write(context.archive(), work, buffered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
