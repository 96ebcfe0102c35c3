package postern.gateway.fleet;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A machine as configured.
 *
 * @param kind {@code uml}, {@code qemu} or empty
 * @param ports its consoles by number, 1 always among them
 * @param power how its power is reached; absent when it has none or {@code power = false}
 * @param profiles boot profiles by name, each with what differs in it
 * @param autostart a machine that Postern starts by itself
 */
public record MachineEntry(
    String tenant,
    String name,
    String kind,
    SortedMap<Integer, PortEntry> ports,
    Optional<PowerAddress> power,
    Map<String, Map<String, String>> profiles,
    BreakPolicy breakPolicy,
    boolean autostart) {
  public enum BreakPolicy {
    ASK,
    ALLOW,
    NEVER
  }

  /** {@code tenant/name}. */
  public String fullName() {
    return tenant + "/" + name;
  }
}
