package postern.gateway.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import postern.audit.SessionQuery;

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
    SessionQuery asked = SessionRows.query(words);
    words.rest(0, 0);
    var entry = at.machine().entry();
    SessionQuery own =
        new SessionQuery(
            Optional.of(entry.name()),
            Optional.of(entry.tenant()),
            asked.person(),
            asked.source(),
            asked.since(),
            asked.until(),
            asked.limit());
    try {
      SessionRows.write(at.house().archive().sessions(own), list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }
}
