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

/** One person's commands at one machine. */
public record MachineContext(
    Acts acts, LiveMachine machine, AttachOptions options, Actor actor, SessionChannel channel) {
  int port() {
    return options.port();
  }

  /** Why this login types nothing here by any command; empty when it may. */
  Optional<String> mayNotType() {
    if (!actor.mayType()) {
      return Optional.of("not permitted: you may watch this machine only");
    }
    return options.watch()
        ? Optional.of("not permitted: a +watch login never types; leave +watch out")
        : Optional.empty();
  }

  /** This person acting here by a command that is not a session. */
  ConsoleActor who() {
    return new ConsoleActor(actor, machine, port(), Optional.empty());
  }

  Console console() {
    return acts.attach().console(machine, port());
  }

  /** Begins work of this command's. */
  Work begin() {
    return acts.work().begin(actor.person(), new Cancellation(channel));
  }

  /**
   * @param within the work whose steps reading it is
   */
  History history(Work within) {
    console();
    return acts.views().history(machine, port(), within);
  }

  String name() {
    return machine.entry().name();
  }
}
