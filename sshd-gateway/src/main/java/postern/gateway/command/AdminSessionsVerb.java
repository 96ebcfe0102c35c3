package postern.gateway.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import postern.gateway.house.LiveSession;
import postern.gateway.work.Work;

/** {@code sessions}: those under way now. */
final class AdminSessionsVerb implements Verb<AtAdminDesk> {
  @Override
  public String name() {
    return "sessions";
  }

  @Override
  public String usage() {
    return "[--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "live sessions; past ones are with the auditors";
  }

  @Override
  public int run(AtAdminDesk desk, Words words, Out out) {
    Listing list = Listing.of(words, out, SessionRows.COLUMNS);
    words.rest(0, 0);
    try {
      SessionRows.write(
          Work.here(),
          () -> desk.house().sessions().all().stream().map(LiveSession::asRecord),
          list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }
}
