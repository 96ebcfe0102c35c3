package postern.gateway.tenant;

import java.util.Optional;
import postern.gateway.access.Actor;
import postern.gateway.access.AttachOptions;
import postern.gateway.act.Acts;
import postern.gateway.act.ConsoleActor;
import postern.gateway.command.Cancellation;
import postern.gateway.history.History;
import postern.gateway.machine.LiveMachine;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.work.Work;
import postern.mux.Console;

/** What a command acts in: one person at one machine, over one channel. */
public record MachineContext(
    Acts acts, LiveMachine machine, AttachOptions options, Actor actor, SessionChannel channel) {
  int port() {
    return options.port();
  }

  /** Returns why this login must not type here by any command; empty if it may. */
  Optional<String> mayNotType() {
    if (!actor.mayType()) {
      return Optional.of("not permitted: you may watch this machine only");
    }
    return options.watch()
        ? Optional.of("not permitted: a +watch login never types; log in without +watch")
        : Optional.empty();
  }

  /** Returns this person as the actor of a command that is not a session. */
  ConsoleActor who() {
    return new ConsoleActor(actor, machine, port(), Optional.empty());
  }

  Console console() {
    return acts.attach().console(machine, port());
  }

  /** Starts work for this command. */
  Work startWork() {
    return acts.work().begin(actor.person(), new Cancellation(channel));
  }

  /**
   * Returns what the console's machine has said.
   *
   * @param within the work whose steps read the history
   */
  History history(Work within) {
    console();
    return acts.views().history(machine, port(), within);
  }

  String name() {
    return machine.entry().name();
  }
}
