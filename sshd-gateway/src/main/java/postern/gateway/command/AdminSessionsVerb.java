package postern.gateway.command;

import postern.gateway.house.LiveSession;

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
    SessionRows.write(desk.house().sessions().all().stream().map(LiveSession::asRecord), list);
    return 0;
  }
}
