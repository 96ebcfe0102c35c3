package postern.gateway.command;

import java.util.List;
import postern.gateway.house.LiveMachine;

/** Someone with the machines they may be at, by full name. */
public record AtLobby(List<LiveMachine> machines) {
  public AtLobby {
    machines = List.copyOf(machines);
  }
}
