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
 * @param ports its consoles by number; there is always a console 1
 * @param power how its power is reached; absent if it has none, or with {@code power = false}
 * @param profiles boot profiles by name, each with how the machine is started in it
 * @param onRelease what happens to a log-in when the keyboard holder releases the keyboard
 * @param output which output reaches people's terminals
 * @param autostart whether Postern starts the machine at its own start
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

  /** Which of a machine's output a terminal receives. */
  public enum Output {
    /** Output without what could be turned against the person. */
    FILTERED,
    /** All output. */
    RAW
  }

  /** Returns whether Postern starts this machine and the keeper serves its console. */
  public boolean startedByPostern() {
    boolean byPower = power.map(PowerAddress::address).filter(MachineEntry::keeps).isPresent();
    return byPower || ports.values().stream().anyMatch(port -> port.process().isPresent());
  }

  /** Returns the keeper's names of all processes that Postern runs for this machine. */
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

  /** Returns whether this machine's power is the process behind its {@code exec:} console. */
  public boolean switchesExec() {
    return power
        .map(PowerAddress::address)
        .filter(MachineAddress.Exec.class::isInstance)
        .isPresent();
  }

  /**
   * Returns whether SysRq is sent by the power backend instead of a break on the line, as for
   * User-Mode Linux.
   */
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
   * Returns how the machine is started in this profile, including {@link ProfileSettings#DEFAULT};
   * empty if there is no such profile or Postern does not start the machine.
   */
  public Optional<MachineAddress> startedIn(String profile) {
    return profile.equals(ProfileSettings.DEFAULT)
        ? power.map(PowerAddress::address).filter(MachineEntry::keeps)
        : Optional.ofNullable(profiles.get(profile));
  }

  /** Returns {@code tenant/name}. */
  public String fullName() {
    return tenant + "/" + name;
  }
}
