package postern.gateway.tenant;

import java.util.List;
import postern.gateway.machine.LiveMachine;

/**
 * What the commands for all machines of a person act in.
 *
 * @param machines the machines that the person may see
 */
public record OwnMachinesContext(List<LiveMachine> machines) {
  public OwnMachinesContext {
    machines = List.copyOf(machines);
  }
}
