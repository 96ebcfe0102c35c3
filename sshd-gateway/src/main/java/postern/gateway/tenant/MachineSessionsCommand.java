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

/** {@code sessions}: of this machine, by whoever. */
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
    return "this machine's sessions, newest first";
  }

  @Override
  public int run(MachineContext at, Arguments words, CommandOutput out) {
    BufferedOutput batched = new BufferedOutput(out);
    ListWriter list = SessionList.listing(words, batched);
    var entry = at.machine().entry();
    Instant since = at.machine().since();
    SessionQuery own =
        SessionList.query(words, Optional.of(entry.name()), Optional.of(entry.tenant()))
            .noEarlierThan(since);
    words.rest(0, 0);
    try (Work work = at.begin()) {
      work.pause(batched);
      SessionList.write(
          work,
          () ->
              at.acts()
                  .views()
                  .archive()
                  .sessions(own)
                  .filter(session -> !session.opened().since().isBefore(since)),
          list);
      return EventLogDamage.tellWithoutFiles(at.acts().views().archive(), work, batched);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
