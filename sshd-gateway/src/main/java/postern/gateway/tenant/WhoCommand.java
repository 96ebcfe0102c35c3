package postern.gateway.tenant;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.mux.ConsoleStatus;
import postern.mux.Participant;

/** {@code who}: lists everyone who is attached to this console. */
final class WhoCommand implements Command<MachineContext> {
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
    return "lists who is attached to this console and who has the keyboard";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    ListWriter list = ListWriter.of(arguments, out, "person", "source", "since", "role", "session");
    arguments.rest(0, 0);
    list.begin();
    ConsoleStatus status = context.console().status();
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
