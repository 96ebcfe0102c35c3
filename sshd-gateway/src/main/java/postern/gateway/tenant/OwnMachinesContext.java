package postern.gateway.tenant;

import java.util.List;
import postern.gateway.machine.LiveMachine;

/** Someone with the machines they may be at, by full name. */
public record OwnMachinesContext(List<LiveMachine> machines) {
  public OwnMachinesContext {
    machines = List.copyOf(machines);
  }
}
