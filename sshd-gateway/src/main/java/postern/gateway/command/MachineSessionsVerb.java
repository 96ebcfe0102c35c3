package postern.gateway.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;

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
    Listing list = Listing.of(words, out, SessionRows.COLUMNS);
    var entry = at.machine().entry();
    SessionQuery own =
        SessionRows.query(words, Optional.of(entry.name()), Optional.of(entry.tenant()));
    words.rest(0, 0);
    try (Stream<SessionRecord> sessions = at.house().archive().sessions(own)) {
      SessionRows.write(sessions, list);
      return DamagedLog.tellWithoutFiles(at.house().archive(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
