package postern.gateway.tenant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import postern.audit.SessionQuery;
import postern.gateway.command.Arguments;
import postern.gateway.command.BufferedOutput;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.EventLogDamage;
import postern.gateway.command.ListWriter;
import postern.gateway.command.SessionList;
import postern.gateway.work.Work;

/** {@code sessions}: lists the sessions of this machine. */
final class MachineSessionsCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public String usage() {
    return "[--since 1d] [--until TIME] [--person NAME] [--limit N] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "lists the sessions of this machine, newest first";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    BufferedOutput buffered = new BufferedOutput(out);
    ListWriter list = SessionList.writer(arguments, buffered);
    var entry = context.machine().entry();
    Instant since = context.machine().since();
    SessionQuery own =
        SessionList.query(arguments, Optional.of(entry.name()), Optional.of(entry.tenant()))
            .noEarlierThan(since);
    arguments.rest(0, 0);
    try (Work work = context.startWork()) {
      work.pause(buffered);
      SessionList.write(
          work,
          () ->
              context
                  .acts()
                  .views()
                  .archive()
                  .sessions(own)
                  .filter(session -> !session.opened().since().isBefore(since)),
          list);
      return EventLogDamage.writeWithoutFiles(context.acts().views().archive(), work, buffered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
