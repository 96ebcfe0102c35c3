package postern.gateway.config;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.mux.LineAddress;
import postern.mux.OnRelease;
import postern.power.MachineAddress;

/** Reads one {@code [machine.NAME]}. */
final class MachineReader {
  private static final List<String> KINDS = List.of("", "uml", "qemu");

  private final Section section;
  private final Configuration configuration;
  private final String name;

  MachineReader(Section section, String name, Configuration configuration) {
    this.section = section;
    this.name = name;
    this.configuration = configuration;
  }

  /** Returns the machine; empty if the entry is too incomplete. All faults are noted. */
  Optional<MachineEntry> read() {
    Names.fault("machine", name).ifPresent(bad -> section.fault(bad.wrong(), bad.right()));
    hintAtDots();
    Optional<String> tenant = section.text("tenant").map(Names::fold);
    if (tenant.isEmpty() && !section.has("tenant")) {
      section.fault(section.title() + " has no tenant", "write tenant = \"NAME\"");
    }
    tenant
        .flatMap(text -> Names.fault("tenant", text))
        .ifPresent(bad -> section.fault("tenant", bad.wrong(), bad.right()));
    String kind = section.word("kind", KINDS);
    boolean autostart = !section.word("start", List.of("auto", "manual")).equals("manual");
    BreakPolicy breaks =
        switch (section.word("break", List.of("ask", "allow", "never"))) {
          case "allow" -> BreakPolicy.ALLOW;
          case "never" -> BreakPolicy.NEVER;
          default -> BreakPolicy.ASK;
        };
    MachineEntry.Output output = output();
    String owner = tenant.orElse("?");
    Reach reach = reach(kind, owner);
    Map<String, MachineAddress> profiles =
        new StartedMachineReader(section).profiles(kind, reach.power.map(PowerAddress::address));
    checkKindKeys(kind);
    OnRelease release = new OnReleaseReader(section).read(reach.ports.values());
    section.noMore("console", "port", "power", "size");
    return Optional.of(
        new MachineEntry(
            owner,
            name,
            kind,
            Collections.unmodifiableSortedMap(reach.ports),
            reach.power,
            Map.copyOf(profiles),
            breaks,
            output,
            autostart && !kind.isEmpty(),
            release));
  }

  /** How a machine is reached. Filled while it is read. */
  private static final class Reach {
    final TreeMap<Integer, PortEntry> ports = new TreeMap<>();
    Optional<PowerAddress> power = Optional.empty();
  }

  private Reach reach(String kind, String tenant) {
    Reach reach = new Reach();
    ConsoleReader.KeeperConsole keeper = keeperConsole(tenant, 1);
    int[] size = size(section);
    Optional<MachineAddress.Exec> exec = Optional.empty();
    Optional<Path> terminal = Optional.empty();
    if (kind.equals("uml")) {
      reach.ports.put(1, port(keeper, size));
      if (section.has("console")) {
        section.fault("console", "a machine of kind uml has its own console", "remove console");
        section.value("console");
      }
    } else if (kind.equals("qemu") && "exec:".equals(section.value("console"))) {
      terminal = Optional.of(keeper.socket());
      reach.ports.put(1, port(keeper, size));
    } else {
      Optional<ConsoleReader.Found> found = ConsoleReader.read(section, keeper);
      if (found.isEmpty() && !section.has("console")) {
        section.fault(
            section.title() + " has no console",
            "write console = \"unix:/path\", or kind = \"uml\"");
      }
      found.ifPresent(it -> reach.ports.put(1, port(section, it, size)));
      exec = found.flatMap(ConsoleReader.Found::process);
    }
    morePorts(reach, tenant);
    Charset encoding = encoding();
    reach.ports.replaceAll((number, port) -> port.in(encoding));
    reach.power =
        kind.equals("qemu")
            ? new StartedMachineReader(section)
                .qemu(keeper, PowerReader.read(section, exec), terminal)
            : power(kind, keeper, exec);
    return reach;
  }

  private PortEntry port(ConsoleReader.KeeperConsole keeper, int[] size) {
    LineAddress socket = new LineAddress.UnixSocket(keeper.socket());
    return port(section, new ConsoleReader.Found(socket, Optional.empty()), size);
  }

  private static PortEntry port(Section of, ConsoleReader.Found found, int[] size) {
    return new PortEntry(found.line(), size[0], size[1], of.has("size"), found.process());
  }

  /** Returns the output of all its consoles. */
  private MachineEntry.Output output() {
    return section.word("output", List.of("filtered", "raw")).equals("raw")
        ? MachineEntry.Output.RAW
        : MachineEntry.Output.FILTERED;
  }

  /** Returns the encoding of all its consoles. */
  private Charset encoding() {
    return switch (section.word("encoding", List.of("utf-8", "latin1", "cp437"))) {
      case "latin1" -> StandardCharsets.ISO_8859_1;
      case "cp437" -> Charset.forName("IBM437");
      default -> StandardCharsets.UTF_8;
    };
  }

  private ConsoleReader.KeeperConsole keeperConsole(String tenant, int port) {
    return new ConsoleReader.KeeperConsole(
        configuration.keeperSockets().name(tenant, name, port),
        configuration.keeperSockets().console(tenant, name, port));
  }

  private Optional<PowerAddress> power(
      String kind, ConsoleReader.KeeperConsole keeper, Optional<MachineAddress.Exec> exec) {
    if (kind.equals("uml")) {
      MachineAddress.Uml uml =
          new StartedMachineReader(section).uml(keeper, configuration.umlDir());
      if (section.value("power") instanceof Boolean wanted && !wanted) {
        return Optional.of(new PowerAddress(uml, PowerAddress.WITHHELD));
      }
      if (section.has("power")) {
        section.fault("power", "a machine of kind uml has its own power", "remove power");
      }
      return Optional.of(new PowerAddress(uml, "uml"));
    }
    return PowerReader.read(section, exec);
  }

  private void morePorts(Reach reach, String tenant) {
    Optional<Section> ports = section.section("port");
    if (ports.isEmpty()) {
      return;
    }
    for (Section.Named named : ports.get().sections()) {
      Section inner = named.section();
      if (!named.name().matches("[2-9]|[1-9][0-9]")) {
        inner.fault(
            "port \"" + named.name() + "\" is not a port number",
            "use 2 to 99; 1 is the machine's own console");
        continue;
      }
      int number = Integer.parseInt(named.name());
      int[] size = size(inner);
      Optional<ConsoleReader.Found> found =
          ConsoleReader.read(inner, keeperConsole(tenant, number));
      if (found.isEmpty() && !inner.has("console")) {
        inner.fault(inner.title() + " has no console", "write console = \"unix:/path\"");
      }
      found.ifPresent(it -> reach.ports.put(number, port(inner, it, size)));
      inner.noMore();
    }
  }

  /** Returns rows and columns. */
  private static int[] size(Section section) {
    Optional<String> text = section.text("size");
    if (text.isPresent()) {
      String[] parts = text.get().split("x", -1);
      if (parts.length == 2 && parts[0].matches("[0-9]{1,3}") && parts[1].matches("[0-9]{1,3}")) {
        int cols = Integer.parseInt(parts[0]);
        int rows = Integer.parseInt(parts[1]);
        if (cols >= 20 && cols <= 500 && rows >= 5 && rows <= 200) {
          return new int[] {rows, cols};
        }
      }
      section.fault(
          "size",
          "size = \"" + text.get() + "\" is not a screen size",
          "write \"80x24\": 20 to 500 columns, 5 to 200 rows");
    }
    return new int[] {24, 80};
  }

  /** Refuses keys that only machines started by Postern have. */
  private void checkKindKeys(String kind) {
    if (!kind.isEmpty()) {
      return;
    }
    for (String key :
        List.of("kernel", "initrd", "disk", "memory", "append", "net", "run-dir", "command")) {
      if (section.has(key)) {
        section.value(key);
        section.fault(
            key,
            key + " in " + section.title() + " needs a kind",
            "add kind = \"" + (key.equals("command") ? "qemu" : "uml") + "\" or remove it");
      }
    }
  }

  /**
   * Explains {@code [machine.db.prod]}, a table in a table, before it is reported as an unknown
   * key.
   */
  private void hintAtDots() {
    for (String key : section.keys()) {
      if (!List.of("port", "profile", "console", "power").contains(key) && section.isTable(key)) {
        section.value(key);
        section.fault(
            key,
            "[machine." + name + "." + key + "] is not a machine's name",
            "a name with a dot needs quotes: [machine.\"" + name + "." + key + "\"]");
      }
    }
  }
}
