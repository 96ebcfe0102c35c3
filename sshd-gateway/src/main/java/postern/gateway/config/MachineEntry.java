package postern.gateway.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import postern.mux.OnRelease;
import postern.power.MachineAddress;

/**
 * A machine as configured.
 *
 * @param kind {@code uml}, {@code qemu} or empty
 * @param ports its consoles by number, 1 always among them
 * @param power how its power is reached; absent when it has none or {@code power = false}
 * @param profiles boot profiles by name, each with how the machine is started in it
 * @param onRelease what becomes of a log-in when its typist lets the keyboard go
 * @param output what of it reaches people's terminals
 * @param autostart a machine that Postern starts by itself
 */
public record MachineEntry(
    String tenant,
    String name,
    String kind,
    SortedMap<Integer, PortEntry> ports,
    Optional<PowerAddress> power,
    Map<String, MachineAddress> profiles,
    BreakPolicy breakPolicy,
    Output output,
    boolean autostart,
    OnRelease onRelease) {
  public enum BreakPolicy {
    ASK,
    ALLOW,
    NEVER
  }

  /** What a terminal is shown of what the machine says. */
  public enum Output {
    /** What cannot be turned against the person. */
    FILTERED,
    /** All of it. */
    RAW
  }

  /** Postern itself starts it, and its keeper serves the console. */
  public boolean startedByPostern() {
    boolean byPower = power.map(PowerAddress::address).filter(MachineEntry::keeps).isPresent();
    return byPower || ports.values().stream().anyMatch(port -> port.process().isPresent());
  }

  /** What the keeper calls everything that Postern runs for this machine. */
  public Set<String> processNames() {
    Set<String> names = new TreeSet<>();
    power.flatMap(each -> each.address().keptName()).ifPresent(names::add);
    profiles.values().forEach(each -> each.keptName().ifPresent(names::add));
    ports.values().stream()
        .flatMap(port -> port.process().stream())
        .flatMap(program -> program.keptName().stream())
        .forEach(names::add);
    return names;
  }

  /** People switch the program behind the {@code exec:} console as this machine's power. */
  public boolean switchesExec() {
    return power
        .map(PowerAddress::address)
        .filter(MachineAddress.Exec.class::isInstance)
        .isPresent();
  }

  /** SysRq goes by way of the backend, and not as a break on the line: User-Mode Linux. */
  public boolean sysRqByBackend() {
    return power
        .map(PowerAddress::address)
        .filter(a -> a instanceof MachineAddress.Uml || a instanceof MachineAddress.Mconsole)
        .isPresent();
  }

  private static boolean keeps(MachineAddress address) {
    return switch (address) {
      case MachineAddress.Exec e -> true;
      case MachineAddress.Uml u -> true;
      case MachineAddress.Qemu q -> true;
      case MachineAddress.Qmp q -> false;
      case MachineAddress.Mconsole m -> false;
      case MachineAddress.Commands c -> false;
    };
  }

  /**
   * How it is started in this profile, {@link ProfileSettings#DEFAULT} included; empty when it has
   * none of this name, or is not started by Postern.
   */
  public Optional<MachineAddress> startedIn(String profile) {
    return profile.equals(ProfileSettings.DEFAULT)
        ? power.map(PowerAddress::address).filter(MachineEntry::keeps)
        : Optional.ofNullable(profiles.get(profile));
  }

  /** {@code tenant/name}. */
  public String fullName() {
    return tenant + "/" + name;
  }
}
