package postern.gateway.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import postern.audit.SessionQuery;

/** {@code sessions}: all there ever were, filtered. */
final class AuditSessionsVerb implements Verb<AtAuditDesk> {
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
    return "sessions, newest first";
  }

  @Override
  public int run(AtAuditDesk desk, Words words, Out out) {
    Listing list = Listing.of(words, out, SessionRows.COLUMNS);
    SessionQuery asked = SessionRows.query(words);
    words.rest(0, 0);
    SessionQuery query =
        new SessionQuery(
            asked.machine(),
            desk.tenantFilter(asked.tenant()),
            asked.person(),
            asked.source(),
            asked.since(),
            asked.until(),
            asked.limit());
    try {
      SessionRows.write(desk.archive().sessions(query), list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }
}
