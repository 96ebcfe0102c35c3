package postern.gateway.machine;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.power.control.PowerControl;

/**
 * Ends the programs that Postern runs for machines that were removed, have another owner, or have
 * another start command now.
 */
final class KeeperPrograms {
  private static final Logger log = LoggerFactory.getLogger(KeeperPrograms.class);

  private final PowerControl power;
  private final MachineListener listener;

  KeeperPrograms(PowerControl power, MachineListener listener) {
    this.power = power;
    this.listener = listener;
  }

  /** Returns the names of the programs under the keeper that are not among these. */
  Set<String> runningBeside(Set<String> names) {
    try {
      Set<String> others = new TreeSet<>(power.running());
      others.removeAll(names);
      return others;
    } catch (IOException e) {
      log.error("programs of the keeper not known why={}", e.toString());
      return Set.of();
    }
  }

  /**
   * Ends these programs and tells the listener. Blocks for up to 3 s.
   *
   * @param names the programs, each with its machine {@code TENANT/NAME}, or empty if not known
   */
  void end(Map<String, String> names) {
    if (names.isEmpty()) {
      return;
    }
    try {
      Set<String> running = new TreeSet<>(power.running());
      running.retainAll(names.keySet());
      Set<String> left = running.isEmpty() ? Set.of() : power.end(running);
      running.forEach(name -> record(name, names.getOrDefault(name, ""), !left.contains(name)));
    } catch (IOException e) {
      log.error("programs of removed machines not ended names={} why={}", names, e.toString());
      names.forEach((name, machine) -> record(name, machine, false));
    }
  }

  private void record(String name, String machine, boolean ended) {
    listener.programEnded(name, machine, ended);
    log.info("program ended name={} machine={} ended={}", name, machine, ended);
  }
}
