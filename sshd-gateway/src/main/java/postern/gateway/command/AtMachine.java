package postern.gateway.command;

import postern.gateway.history.History;
import postern.gateway.house.Actor;
import postern.gateway.house.House;
import postern.gateway.house.LiveMachine;
import postern.gateway.ssh.SessionChannel;
import postern.mux.Console;

/** One person's commands at one machine. */
public record AtMachine(
    House house, LiveMachine machine, int port, Actor actor, SessionChannel channel) {
  Console console() {
    house.recall(machine, port);
    return machine.console(port).orElseGet(machine::console);
  }

  History history() {
    console();
    return house.history(machine, port);
  }

  String name() {
    return machine.entry().name();
  }
}
