package postern.gateway.command;

import postern.mux.ConsoleStatus;
import postern.mux.Participant;

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
    for (Participant participant : status.participants()) {
      boolean holder =
          status
              .keyboard()
              .map(Participant::session)
              .filter(participant.session()::equals)
              .isPresent();
      list.row(
          participant.name(),
          participant.source(),
          participant.since(),
          holder ? "writer" : "watcher",
          participant.session());
    }
    list.end();
    return 0;
  }
}
