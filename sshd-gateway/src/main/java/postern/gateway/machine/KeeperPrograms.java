package postern.gateway.machine;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.AuditStore;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.power.control.PowerControl;

/** Ends what Postern runs for machines that are removed, given away, or run otherwise now. */
final class KeeperPrograms {
  private static final Logger log = LoggerFactory.getLogger(KeeperPrograms.class);

  private final PowerControl power;
  private final AuditStore audit;

  KeeperPrograms(PowerControl power, AuditStore audit) {
    this.power = power;
    this.audit = audit;
  }

  /** What runs under the keeper, and is none of these. */
  Set<String> runningBeside(Set<String> names) {
    try {
      Set<String> others = new TreeSet<>(power.running());
      others.removeAll(names);
      return others;
    } catch (IOException e) {
      log.error("what the keeper runs is not known why={}", e.toString());
      return Set.of();
    }
  }

  /**
   * Ends them and writes it down. Blocks for 3 s at most.
   *
   * @param names what each was run for, {@code TENANT/NAME}; empty where nobody knows
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
    Map<String, String> about = new TreeMap<>();
    int slash = machine.indexOf('/');
    if (slash > 0) {
      about.put("tenant", machine.substring(0, slash));
      about.put("machine", machine.substring(slash + 1));
    }
    about.put("action", "ended");
    about.put("reason", name + " ran for a machine that was removed, given away or changed");
    audit.event(EventKind.MACHINE, ended ? Outcome.OK : Outcome.FAILED, about);
    log.info("program ended name={} machine={} ended={}", name, machine, ended);
  }
}
