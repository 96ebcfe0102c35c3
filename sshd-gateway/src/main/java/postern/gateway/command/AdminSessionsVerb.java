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
    Listing list =
        Listing.of(
            words, out, "session", "machine", "tenant", "person", "key", "source", "since", "role");
    words.rest(0, 0);
    list.begin();
    for (LiveSession s : desk.house().sessions().all()) {
      list.row(
          s.id().text(),
          s.port() == 1 ? s.machine().name() : s.machine().name() + ":" + s.port(),
          s.machine().tenant(),
          s.actor().person(),
          s.actor().key(),
          s.actor().source(),
          s.since(),
          s.role());
    }
    list.end();
    return 0;
  }
}
