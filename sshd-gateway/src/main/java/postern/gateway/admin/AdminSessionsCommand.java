package postern.gateway.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import postern.gateway.act.LiveSession;
import postern.gateway.command.Command;
import postern.gateway.command.Listing;
import postern.gateway.command.Out;
import postern.gateway.command.SessionRows;
import postern.gateway.command.Words;
import postern.gateway.work.Work;

/** {@code sessions}: those under way now. */
final class AdminSessionsCommand implements Command<AdminContext> {
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
  public int run(AdminContext desk, Words words, Out out) {
    Listing list = SessionRows.listing(words, out);
    words.rest(0, 0);
    try {
      SessionRows.write(
          Work.here(),
          () -> desk.acts().sessions().all().stream().map(LiveSession::asRecord),
          list);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return 0;
  }
}
