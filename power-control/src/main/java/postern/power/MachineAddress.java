package postern.power;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a machine's power is controlled, and how the machine is started if Postern starts it. */
public sealed interface MachineAddress {
  /** The QEMU monitor socket of a machine that Postern does not start. */
  record Qmp(Path socket) implements MachineAddress {}

  /** The mconsole socket of a User-Mode Linux machine that Postern does not start. */
  record Mconsole(Path socket) implements MachineAddress {}

  /** The operator's own commands. An action without a command is not supported. */
  record Commands(Map<PowerAction, List<String>> commands, Optional<List<String>> status)
      implements MachineAddress {}

  /** A process under the keeper: on starts it, off ends it. */
  record Exec(String name, List<String> command, Path console) implements MachineAddress {
    public Exec {
      checkName(name);
    }
  }

  /** A User-Mode Linux machine under the keeper. */
  record Uml(UmlSettings settings) implements MachineAddress {}

  /**
   * A QEMU machine under the keeper.
   *
   * @param command QEMU's command line, with the monitor on {@code monitor}
   * @param console the unix socket on which the keeper serves QEMU's own terminal ({@code -serial
   *     stdio}); empty if the console is a socket that QEMU creates
   */
  record Qemu(String name, List<String> command, Path monitor, Optional<Path> console)
      implements MachineAddress {
    public Qemu {
      checkName(name);
    }
  }

  /** The name under which the keeper knows it; empty if it does not run under the keeper. */
  default Optional<String> keptName() {
    return switch (this) {
      case Exec exec -> Optional.of("exec:" + exec.name());
      case Uml(UmlSettings settings) -> Optional.of("uml:" + settings.umid());
      case Qemu qemu -> Optional.of("qemu:" + qemu.name());
      case Qmp q -> Optional.empty();
      case Mconsole m -> Optional.empty();
      case Commands c -> Optional.empty();
    };
  }

  private static void checkName(String name) {
    if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._/-]{0,139}")) {
      throw new IllegalArgumentException(
          "not a machine's name: letters, digits, dot, dash, underscore and slash, at most 140");
    }
  }
}
