package postern.gateway.tenant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import postern.audit.SessionQuery;
import postern.gateway.command.BatchedOut;
import postern.gateway.command.Command;
import postern.gateway.command.DamagedLog;
import postern.gateway.command.Listing;
import postern.gateway.command.Out;
import postern.gateway.command.SessionRows;
import postern.gateway.command.Words;
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
  public int run(MachineContext at, Words words, Out out) {
    BatchedOut batched = new BatchedOut(out);
    Listing list = SessionRows.listing(words, batched);
    var entry = at.machine().entry();
    Instant since = at.machine().since();
    SessionQuery own =
        SessionRows.query(words, Optional.of(entry.name()), Optional.of(entry.tenant()))
            .noEarlierThan(since);
    words.rest(0, 0);
    try (Work work = at.begin()) {
      work.pause(batched);
      SessionRows.write(
          work,
          () ->
              at.acts()
                  .views()
                  .archive()
                  .sessions(own)
                  .filter(session -> !session.opened().since().isBefore(since)),
          list);
      return DamagedLog.tellWithoutFiles(at.acts().views().archive(), work, batched);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
