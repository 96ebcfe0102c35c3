package postern.gateway.auditor;

import java.io.IOException;
import java.io.UncheckedIOException;
import postern.audit.SessionQuery;
import postern.gateway.command.BatchedOut;
import postern.gateway.command.Command;
import postern.gateway.command.DamagedLog;
import postern.gateway.command.Listing;
import postern.gateway.command.Out;
import postern.gateway.command.SessionRows;
import postern.gateway.command.Words;
import postern.gateway.work.Work;

/** {@code sessions}: all there ever were, filtered. */
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
    return "sessions, newest first";
  }

  @Override
  public int run(AuditContext desk, Words words, Out out) {
    BatchedOut batched = new BatchedOut(out);
    Listing list = SessionRows.listing(words, batched);
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
