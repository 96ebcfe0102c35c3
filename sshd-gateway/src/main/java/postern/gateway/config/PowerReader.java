package postern.gateway.config;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postern.power.MachineAddress;
import postern.power.PowerAction;

/** Reads power addresses. */
final class PowerReader {
  private static final Set<String> LATER =
      Set.of("xl", "lxc", "libvirt", "ipmi", "redfish", "powerman", "snmp");
  private static final List<String> KNOWN =
      List.of(
          "exec",
          "qmp",
          "mconsole",
          "command",
          "xl",
          "lxc",
          "libvirt",
          "ipmi",
          "redfish",
          "powerman",
          "snmp");

  private PowerReader() {}

  /**
   * Reads the address under {@code power} of this section.
   *
   * @param console what {@code power = "exec:"} switches: the process behind console 1
   */
  static Optional<PowerAddress> read(Section section, Optional<MachineAddress.Exec> console) {
    if (section.value("power") instanceof Boolean wanted) {
      if (wanted) {
        section.fault(
            "power", "power = true does not say how", "write an address, or power = false");
      }
      return Optional.empty();
    }
    return Address.of(section, "power").flatMap(address -> read(address, console));
  }

  private static Optional<PowerAddress> read(
      Address address, Optional<MachineAddress.Exec> console) {
    Optional<MachineAddress> found =
        switch (address.scheme()) {
          case "qmp" -> address.path().map(MachineAddress.Qmp::new);
          case "mconsole" -> mconsole(address);
          case "command" -> commands(address);
          case "exec" -> exec(address, console);
          default -> unknown(address);
        };
    if (found.isPresent()) {
      address.settings().noMore();
    }
    return found.map(made -> new PowerAddress(made, address.text()));
  }

  private static Optional<MachineAddress> unknown(Address address) {
    String scheme = address.scheme();
    if (LATER.contains(scheme)) {
      address.fault(
          "power " + scheme + ": is not built yet", "use qmp: mconsole: exec: or command:");
    } else {
      String right =
          Names.nearest(scheme, KNOWN)
              .map(near -> "did you mean " + near + ":?")
              .orElse("use qmp: mconsole: exec: or command:");
      address.fault("there is no power type for \"" + address.text() + "\"", right);
    }
    return Optional.empty();
  }

  /** Reads a UMID, which is looked up where UML puts it by default, or a path. */
  private static Optional<MachineAddress> mconsole(Address address) {
    String target = address.target();
    if (target.startsWith("/")) {
      return address.path().map(MachineAddress.Mconsole::new);
    }
    if (!target.matches("[A-Za-z0-9._-]{1,60}") || target.startsWith(".")) {
      address.fault(
          "mconsole: has no UMID", "write mconsole:UMID or mconsole:/path/of/UMID/mconsole");
      return Optional.empty();
    }
    Path home = Path.of(System.getProperty("user.home", "/root"));
    return Optional.of(
        new MachineAddress.Mconsole(home.resolve(".uml").resolve(target).resolve("mconsole")));
  }

  private static Optional<MachineAddress> exec(
      Address address, Optional<MachineAddress.Exec> console) {
    if (console.isEmpty() || !address.target().isEmpty()) {
      address.fault(
          "power exec: switches the process of the machine's own exec: console",
          "write console = { at = \"exec:\", command = [\"…\"] } and power = \"exec:\"");
      return Optional.empty();
    }
    return Optional.of(console.get());
  }

  private static Optional<MachineAddress> commands(Address address) {
    if (!address.target().isEmpty()) {
      address.fault(
          "command: takes its commands as lists",
          "write { at = \"command:\", on = [\"…\"], off = [\"…\"], status = [\"…\"] }");
      return Optional.empty();
    }
    Map<PowerAction, List<String>> commands = new EnumMap<>(PowerAction.class);
    for (PowerAction action : PowerAction.values()) {
      address
          .settings()
          .command(action.name().toLowerCase(Locale.ROOT))
          .ifPresent(words -> commands.put(action, words));
    }
    Optional<List<String>> status = address.settings().command("status");
    if (commands.isEmpty()) {
      address.fault(
          "command: has no command", "write { at = \"command:\", on = [\"…\"], off = [\"…\"] }");
      return Optional.empty();
    }
    return Optional.of(new MachineAddress.Commands(Map.copyOf(commands), status));
  }
}
