package postern.gateway.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import postern.gateway.config.Configuration.FleetFiles;
import postern.gateway.config.Configuration.Input;
import postern.gateway.config.Configuration.Listen;
import postern.gateway.config.Configuration.Recording;
import postern.gateway.config.Configuration.Ssh;

/** Reads {@code postern.toml}. */
public final class ConfigurationReader {
  private static final int DEFAULT_PORT = 2222;
  private static final int LARGEST = 256 << 10;

  private final Path file;
  private Faults faults;

  private ConfigurationReader(Path file) {
    this.file = file;
    this.faults = new Faults(file, "");
  }

  /**
   * The configuration and its faults.
   *
   * @param configuration present if and only if there is no fault
   */
  public record Read(Optional<Configuration> configuration, List<Fault> faults) {}

  /** Reads the file. Never throws because of the file's contents. */
  public static Read read(Path file) {
    return new ConfigurationReader(file.toAbsolutePath().normalize()).read();
  }

  private Read read() {
    Optional<String> text = text();
    if (text.isEmpty()) {
      return new Read(Optional.empty(), faults.found());
    }
    Optional<TomlParseResult> toml = TomlText.parse(text.get(), faults::add);
    if (toml.isEmpty()) {
      return new Read(Optional.empty(), faults.found());
    }
    Section root = new Section(toml.get(), faults, "the file", 1);
    Ssh ssh = ssh(root);
    Path dataDir = dataDir(root);
    FleetFiles fleet = fleet(root);
    Recording recording = recording(root);
    Path playbooks = playbooks(root);
    root.noMore();
    Configuration made = new Configuration(file, ssh, dataDir, fleet, recording, playbooks);
    List<Fault> found = faults.found();
    return new Read(found.isEmpty() ? Optional.of(made) : Optional.empty(), found);
  }

  private Optional<String> text() {
    try {
      String text = PlainFile.text(file, LARGEST);
      faults = new Faults(file, text);
      return Optional.of(text);
    } catch (NoSuchFileException e) {
      faults.add(
          1, "the file cannot be read: NoSuchFileException", "give the path of postern.toml");
    } catch (PlainFile.Unreadable e) {
      faults.add(1, e.wrong(), e.right());
    }
    return Optional.empty();
  }

  /** Returns a table, or an empty one if it is absent: every default is safe. */
  private Section table(Section root, String key) {
    return root.section(key)
        .orElseGet(() -> new Section(Toml.parse(""), faults, "[" + key + "]", 1));
  }

  private Ssh ssh(Section root) {
    Section section = table(root, "ssh");
    Optional<List<String>> written = section.texts("listen");
    List<Listen> listen = new ArrayList<>();
    if (written.isEmpty()) {
      listen.add(
          new Listen(
              new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), DEFAULT_PORT), true));
      listen.add(
          new Listen(new InetSocketAddress(InetAddress.ofLiteral("::1"), DEFAULT_PORT), true));
    }
    List<String> all = written.orElse(List.of());
    for (int i = 0; i < all.size(); i++) {
      int line = section.lineOf("listen", i);
      String text = all.get(i);
      address(text)
          .ifPresentOrElse(
              address -> listen.add(new Listen(address, false)),
              () ->
                  faults.add(
                      line,
                      "listen has \"" + shown(text) + "\", which is not an address and port",
                      "write \"127.0.0.1:2222\" or \"[::1]:2222\""));
    }
    if (listen.isEmpty() && all.isEmpty()) {
      section.fault("listen", "listen is empty", "name at least one address");
    }
    Path hostKeys = path(section, "host-keys", "host-keys");
    boolean postQuantum = section.truth("require-pq").orElse(false);
    section.noMore();
    return new Ssh(listen, hostKeys, postQuantum, exempt(root));
  }

  private List<String> exempt(Section root) {
    Section section = table(root, "limits");
    List<String> networks = section.texts("exempt").orElse(List.of());
    for (int i = 0; i < networks.size(); i++) {
      if (!network(networks.get(i))) {
        faults.add(
            section.lineOf("exempt", i),
            "exempt has \"" + shown(networks.get(i)) + "\", which is not a network",
            "write \"10.0.0.0/8\" or \"2001:db8::/32\"");
      }
    }
    section.noMore();
    return networks;
  }

  private static boolean network(String text) {
    int slash = text.indexOf('/');
    try {
      int most =
          InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress().length
              * 8;
      return slash < 0
          || (text.substring(slash + 1).matches("[0-9]{1,3}")
              && Integer.parseInt(text.substring(slash + 1)) <= most);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<InetSocketAddress> address(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.indexOf(':') >= 0) {
      return Optional.empty();
    }
    try {
      String bare = bracketed ? host.substring(1, host.length() - 1) : host;
      return Optional.of(
          new InetSocketAddress(InetAddress.ofLiteral(bare), Integer.parseInt(port)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Path dataDir(Section root) {
    Section section = table(root, "data");
    Path dir = path(section, "dir", "data");
    section.noMore();
    new KeeperSockets(dir.resolve("keeper"))
        .fault()
        .ifPresent(wrong ->
            section.fault("dir", "[data] dir " + dir + ": " + wrong, "use a shorter path"));
    return dir;
  }

  private FleetFiles fleet(Section root) {
    Section section = table(root, "fleet");
    Path dir = path(section, "dir", "fleet.d");
    Path edit =
        section.has("edit")
            ? path(section, "edit", "fleet.d/90-postern.toml")
            : dir.resolve("90-postern.toml");
    section.noMore();
    if (!dir.equals(edit.getParent()) || !edit.toString().endsWith(".toml")) {
      section.fault(
          "edit",
          "edit is not a .toml file in " + dir,
          "write edit = \"" + dir.getFileName() + "/90-postern.toml\"");
    }
    return new FleetFiles(dir, edit);
  }

  private Recording recording(Section root) {
    Section section = table(root, "recording");
    boolean strict = section.word("mode", List.of("strict", "best-effort")).equals("strict");
    String input = section.word("input", List.of("none", "output", "echoed", "sealed"));
    if (input.equals("echoed") || input.equals("sealed")) {
      section.fault(
          "input", "input = \"" + input + "\" is not built yet", "write input = \"none\"");
    }
    section.noMore();
    return new Recording(strict, Input.NONE);
  }

  private Path playbooks(Section root) {
    Section section = table(root, "playbooks");
    Path dir = path(section, "dir", "playbooks");
    section.noMore();
    return dir;
  }

  private Path path(Section section, String key, String otherwise) {
    String text = section.text(key).orElse(otherwise);
    Path found = text.isBlank() ? null : Address.resolve(file, text);
    if (found == null) {
      section.fault(key, key + " is not a path", "write " + key + " = \"" + otherwise + "\"");
      return file;
    }
    return found;
  }

  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > 64 ? plain.substring(0, 64) + "…" : plain;
  }
}
