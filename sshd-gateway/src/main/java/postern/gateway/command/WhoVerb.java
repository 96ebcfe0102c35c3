package postern.gateway.command;

import postern.mux.ConsoleStatus;
import postern.mux.Viewer;

/** {@code who}: everyone at this console. */
final class WhoVerb implements Verb<AtMachine> {
  @Override
  public String name() {
    return "who";
  }

  @Override
  public String usage() {
    return "[--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "who is on this console and who has the keyboard";
  }

  @Override
  public int run(AtMachine at, Words words, Out out) {
    Listing list = Listing.of(words, out, "person", "source", "since", "role", "session");
    words.rest(0, 0);
    list.begin();
    ConsoleStatus status = at.console().status();
    for (Viewer viewer : status.viewers()) {
      boolean holder =
          status.keyboard().map(Viewer::session).filter(viewer.session()::equals).isPresent();
      list.row(
          viewer.name(),
          viewer.source(),
          viewer.since(),
          holder ? "writer" : "watcher",
          viewer.session());
    }
    list.end();
    return 0;
  }
}
