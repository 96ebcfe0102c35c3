package postern.gateway.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import postern.audit.SessionQuery;
import postern.gateway.work.Work;

/** {@code sessions}: of this machine, by whoever. */
final class MachineSessionsVerb implements Verb<AtMachine> {
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
  public int run(AtMachine at, Words words, Out out) {
    BatchedOut batched = new BatchedOut(out);
    Listing list = Listing.of(words, batched, SessionRows.COLUMNS);
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
              at.house()
                  .archive()
                  .sessions(own)
                  .filter(session -> !session.opened().since().isBefore(since)),
          list);
      return DamagedLog.tellWithoutFiles(at.house().archive(), work, batched);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
