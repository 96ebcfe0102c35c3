package postern.gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import postern.mux.LineAddress;
import postern.mux.SerialSettings;
import postern.power.MachineAddress;

/** Reads console addresses. */
final class ConsoleReader {
  private static final Set<String> LATER = Set.of("telnet", "rfc2217", "ipmi");
  private static final List<String> KNOWN =
      List.of("unix", "tcp", "pty", "serial", "exec", "telnet", "rfc2217", "ipmi");

  private ConsoleReader() {}

  /** A console: where to connect, and the process to start for it. */
  record Found(LineAddress line, Optional<MachineAddress.Exec> process) {}

  /** The keeper's name for a console, and the socket on which the keeper would serve it. */
  record KeeperConsole(String name, Path socket) {}

  /** Reads the address under {@code console} of this section. */
  static Optional<Found> read(Section section, KeeperConsole keeper) {
    return Address.of(section, "console").flatMap(address -> read(address, keeper));
  }

  private static Optional<Found> read(Address address, KeeperConsole keeper) {
    Optional<Found> found =
        switch (address.scheme()) {
          case "unix" -> address.path().map(path -> plain(new LineAddress.UnixSocket(path)));
          case "pty" -> address.path().map(path -> plain(new LineAddress.Pty(path)));
          case "tcp" ->
              address.hostPort().map(to -> plain(new LineAddress.Tcp(to.host(), to.port())));
          case "serial" -> serial(address);
          case "exec" -> exec(address, keeper);
          default -> unknown(address);
        };
    if (found.isPresent()) {
      address.settings().noMore();
    }
    return found;
  }

  private static Found plain(LineAddress line) {
    return new Found(line, Optional.empty());
  }

  private static Optional<Found> unknown(Address address) {
    String scheme = address.scheme();
    if (LATER.contains(scheme)) {
      address.fault(
          "console " + scheme + ": is not built yet", "use unix: tcp: pty: serial: or exec:");
    } else {
      String right =
          Names.nearest(scheme, KNOWN)
              .map(near -> "did you mean " + near + ":?")
              .orElse("use unix: tcp: pty: serial: or exec:");
      address.fault("there is no console type for \"" + address.text() + "\"", right);
    }
    return Optional.empty();
  }

  private static Optional<Found> exec(Address address, KeeperConsole keeper) {
    if (!address.target().isEmpty()) {
      address.fault(
          "exec: takes its command as a list",
          "write { at = \"exec:\", command = [\"/path/of/program\", \"word\"] }");
      return Optional.empty();
    }
    Optional<List<String>> command = address.settings().command("command");
    if (command.isEmpty()) {
      if (!address.settings().has("command")) {
        address.fault(
            "exec: has no command", "write { at = \"exec:\", command = [\"/path/of/program\"] }");
      }
      return Optional.empty();
    }
    MachineAddress.Exec process =
        new MachineAddress.Exec(keeper.name(), command.get(), keeper.socket());
    return Optional.of(
        new Found(new LineAddress.UnixSocket(keeper.socket()), Optional.of(process)));
  }

  private static Optional<Found> serial(Address address) {
    Section settings = address.settings();
    Optional<Path> device = address.path();
    OptionalInt baud = settings.number("baud", 50, 4_000_000);
    if (baud.isEmpty() && !settings.has("baud")) {
      address.fault(
          "serial: has no baud",
          "write " + address.text() + "?baud=9600 with the line's real speed");
    }
    SerialSettings made =
        new SerialSettings(
            baud.orElse(9600),
            settings.number("data", 5, 8).orElse(8),
            parity(settings.word("parity", List.of("none", "even", "odd", "mark", "space"))),
            settings.number("stop", 1, 2).orElse(1) == 2
                ? SerialSettings.StopBits.TWO
                : SerialSettings.StopBits.ONE,
            flow(settings.word("flow", List.of("none", "rts-cts", "xon-xoff"))),
            settings.truth("dtr").orElse(true),
            settings.truth("rts").orElse(true),
            settings.truth("hangup-on-close").orElse(true));
    return baud.isEmpty()
        ? Optional.empty()
        : device.map(path -> plain(new LineAddress.Serial(path, made)));
  }

  private static SerialSettings.Parity parity(String word) {
    return switch (word) {
      case "even" -> SerialSettings.Parity.EVEN;
      case "odd" -> SerialSettings.Parity.ODD;
      case "mark" -> SerialSettings.Parity.MARK;
      case "space" -> SerialSettings.Parity.SPACE;
      default -> SerialSettings.Parity.NONE;
    };
  }

  private static SerialSettings.Flow flow(String word) {
    return switch (word) {
      case "rts-cts" -> SerialSettings.Flow.RTS_CTS;
      case "xon-xoff" -> SerialSettings.Flow.XON_XOFF;
      default -> SerialSettings.Flow.NONE;
    };
  }
}
