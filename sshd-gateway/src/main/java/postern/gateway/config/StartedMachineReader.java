package postern.gateway.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import postern.power.MachineAddress;
import postern.power.UmlSettings;

/** Reads the settings of machines that Postern starts: {@code kind = "uml"} and {@code "qemu"}. */
final class StartedMachineReader {
  private static final Path UML = Path.of("/usr/bin/linux.uml");
  private static final List<String> UML_PROFILE =
      List.of("kernel", "initrd", "disk", "memory", "append", "net");

  private final Section section;
  private final Path file;

  StartedMachineReader(Section section) {
    this.section = section;
    this.file = section.faults().file();
  }

  MachineAddress.Uml uml(ConsoleReader.KeeperConsole keeper, Path defaultRunDir) {
    Path runDir = path("run-dir").orElse(defaultRunDir);
    checkRunDir(keeper, runDir);
    return new MachineAddress.Uml(
        new UmlSettings(
            keeper.name(),
            path("kernel").orElse(UML),
            path("initrd"),
            path("disk"),
            memory(section.text("memory").orElse("160M")),
            append(),
            net(section.text("net")),
            runDir,
            keeper.socket()));
  }

  private void checkRunDir(ConsoleReader.KeeperConsole keeper, Path runDir) {
    Path socket = runDir.resolve(keeper.name()).resolve("mconsole");
    if (KeeperSockets.length(socket) > KeeperSockets.PATH_LIMIT) {
      section.fault(
          "run-dir",
          "the path of run-dir is too long for the unix sockets in it",
          "use a shorter one");
    }
  }

  /**
   * Returns a QEMU machine whose monitor is its {@code power}.
   *
   * @param terminal where the keeper serves QEMU's own terminal, if that is the console
   */
  Optional<PowerAddress> qemu(
      ConsoleReader.KeeperConsole keeper, Optional<PowerAddress> power, Optional<Path> terminal) {
    Optional<List<String>> command = section.command("command");
    if (command.isEmpty()) {
      if (!section.has("command")) {
        section.fault(
            section.title() + " is of kind qemu and has no command",
            "write command = [\"qemu-system-x86_64\", \"-qmp\","
                + " \"unix:/path,server=on,wait=off\", …]");
      }
      return Optional.empty();
    }
    if (!(power.map(PowerAddress::address).orElse(null)
        instanceof MachineAddress.Qmp(Path monitor))) {
      section.fault(
          section.title() + " is of kind qemu and its power is not its monitor",
          "write power = \"qmp:/path\" with the path in the command");
      return Optional.empty();
    }
    return Optional.of(
        new PowerAddress(
            new MachineAddress.Qemu(keeper.name(), command.get(), monitor, terminal),
            "qemu, qmp:" + monitor));
  }

  /**
   * Returns how the machine is started in each of its profiles.
   *
   * @param usual how it is started without a profile; empty if that has a fault
   */
  Map<String, MachineAddress> profiles(String kind, Optional<MachineAddress> usual) {
    Map<String, MachineAddress> profiles = new TreeMap<>();
    Section all = section.section("profile").orElse(null);
    if (all == null) {
      return profiles;
    }
    if (kind.isEmpty()) {
      all.fault(
          "boot profiles are for machines that Postern starts",
          "add kind = \"uml\" or \"qemu\", or remove them");
    }
    for (Section.Named named : all.sections()) {
      String name = Names.fold(named.name());
      Section inner = named.section();
      Names.fault("profile", name).ifPresent(bad -> inner.fault(bad.wrong(), bad.right()));
      if (name.equals(ProfileSettings.DEFAULT)) {
        inner.fault("profile \"default\" is the machine without a profile", "choose another name");
      }
      profile(inner, kind, usual).ifPresent(address -> profiles.put(name, address));
    }
    return profiles;
  }

  private static Optional<MachineAddress> profile(
      Section section, String kind, Optional<MachineAddress> usual) {
    Map<String, String> differs = new TreeMap<>();
    Optional<List<String>> command = Optional.empty();
    if (kind.equals("qemu")) {
      command = section.command("command");
      section.text("append").ifPresent(value -> differs.put("append", value));
    } else {
      for (String key : UML_PROFILE) {
        section.text(key).ifPresent(value -> differs.put(key, absolute(section, key, value)));
      }
    }
    section.noMore();
    try {
      return switch (usual.orElse(null)) {
        case MachineAddress.Uml(UmlSettings settings) ->
            Optional.of(new MachineAddress.Uml(ProfileSettings.apply(settings, differs)));
        case MachineAddress.Qemu qemu ->
            Optional.of(
                ProfileSettings.apply(qemu, command, Optional.ofNullable(differs.get("append"))));
        case null, default -> Optional.empty();
      };
    } catch (IllegalArgumentException wrong) {
      section.fault(
          section.title() + ": " + wrong.getMessage(), "write it as in the machine's own entry");
      return Optional.empty();
    }
  }

  private static String absolute(Section section, String key, String value) {
    boolean path = key.equals("kernel") || key.equals("initrd") || key.equals("disk");
    Path found = path ? Address.resolve(section.faults().file(), value) : null;
    return found == null ? value : found.toString();
  }

  private Optional<Path> path(String key) {
    Optional<String> text = section.text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    @Nullable Path found = text.get().isBlank() ? null : Address.resolve(file, text.get());
    if (found == null) {
      section.fault(key, key + " is not a path", "write " + key + " = \"/path\"");
    }
    return Optional.ofNullable(found);
  }

  private String append() {
    String text = section.text("append").orElse("");
    if (text.chars().anyMatch(Character::isISOControl)) {
      section.fault("append", "append has control characters", "write one line of text");
      return "";
    }
    return text;
  }

  private String memory(String text) {
    if (!text.matches("[1-9][0-9]{0,6}[KMGkmg]")) {
      section.fault("memory", "memory = \"" + text + "\" is not a size", "write \"96M\" or \"1G\"");
      return "160M";
    }
    return text;
  }

  private Optional<String> net(Optional<String> text) {
    if (text.isPresent() && !text.get().matches("tap:[A-Za-z0-9_.-]{1,15}(@/[^\\s,]+)?")) {
      section.fault(
          "net",
          "net = \"" + text.get() + "\" is not a network",
          "write \"tap:DEVICE\" or \"tap:DEVICE@/path/of/net/namespace\"");
      return Optional.empty();
    }
    return text;
  }
}
