package postern.gateway.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import postern.audit.SessionQuery;
import postern.gateway.work.Work;

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
    BatchedOut batched = new BatchedOut(out);
    Listing list = Listing.of(words, batched, SessionRows.COLUMNS);
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
    try (Work work = desk.begin()) {
      work.pause(batched);
      SessionRows.write(work, () -> desk.archive().sessions(query), list);
      return DamagedLog.tell(desk.archive(), work, batched);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
