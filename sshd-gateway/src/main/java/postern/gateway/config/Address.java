package postern.gateway.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlTable;

/**
 * An address as it is configured: {@code scheme:target?setting=value}, or a table {@code { at =
 * "scheme:target", setting = value }}.
 */
final class Address {
  private final Section settings;
  private final Faults faults;
  private final String text;
  private final int line;

  private Address(Section settings, Faults faults, String text, int line) {
    this.settings = settings;
    this.faults = faults;
    this.text = text;
    this.line = line;
  }

  /**
   * Returns the address under this key; empty, with a fault, if there is none or it is not valid.
   */
  static Optional<Address> of(Section section, String key) {
    Object value = section.value(key);
    String title = key + " of " + section.title();
    int line = section.line(key);
    if (value instanceof String whole) {
      int query = whole.indexOf('?');
      String text = query < 0 ? whole : whole.substring(0, query);
      String rest = query < 0 ? "" : whole.substring(query + 1);
      return checked(
          new Address(
              Section.ofQuery(rest, section.faults(), title, line), section.faults(), text, line));
    }
    if (value instanceof TomlTable table) {
      Section inner = new Section(table, section.faults(), title, line);
      Optional<String> at = inner.text("at");
      if (at.isEmpty()) {
        section.fault(key, title + " does not say where", "write { at = \"unix:/path\" }");
      }
      return at.flatMap(text -> checked(new Address(inner, section.faults(), text, line)));
    }
    if (value != null) {
      section.fault(key, title + " is not an address", "write \"unix:/path\" or { at = \"…\" }");
    }
    return Optional.empty();
  }

  private static Optional<Address> checked(Address address) {
    if (address.text.indexOf(':') <= 0
        || address.text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      address.fault(
          "\"" + shown(address.text) + "\" is not an address",
          "write scheme:place, as in \"unix:/path\" or \"tcp:host:port\"");
      return Optional.empty();
    }
    return Optional.of(address);
  }

  private static String shown(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "…" : text.replaceAll("\\p{Cntrl}", "?");
  }

  String scheme() {
    return text.substring(0, text.indexOf(':'));
  }

  String target() {
    return text.substring(text.indexOf(':') + 1);
  }

  /** Returns the address without its settings. */
  String text() {
    return text;
  }

  Section settings() {
    return settings;
  }

  void fault(String wrong, String right) {
    faults.add(line, wrong, right);
  }

  /** Returns the path. A relative path starts at the folder of the configuration file. */
  Optional<Path> path() {
    String target = target();
    if (target.isBlank()) {
      fault(scheme() + ": has no path", "write " + scheme() + ":/path");
      return Optional.empty();
    }
    return Optional.ofNullable(resolve(faults.file(), target))
        .or(() -> {
          fault("\"" + shown(target) + "\" is not a path", "write " + scheme() + ":/path");
          return Optional.empty();
        });
  }

  static @Nullable Path resolve(Path file, String target) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      return folder == null ? Path.of(target) : folder.resolve(target).normalize();
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /** A host and a port. */
  record HostPort(String host, int port) {}

  /** Returns the host and port of {@code host:port} or {@code [v6]:port}. */
  Optional<HostPort> hostPort() {
    String target = target();
    int colon = target.lastIndexOf(':');
    String host = colon < 0 ? "" : target.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      host = "";
    }
    OptionalInt port = port(target.substring(colon + 1));
    if (host.isEmpty() || host.indexOf(' ') >= 0 || port.isEmpty()) {
      fault(
          "\"" + shown(text) + "\" is not a host and port",
          "write " + scheme() + ":host:port, an IPv6 address in brackets");
      return Optional.empty();
    }
    return Optional.of(new HostPort(host, port.getAsInt()));
  }

  private static OptionalInt port(String text) {
    if (!text.matches("[0-9]{1,5}")) {
      return OptionalInt.empty();
    }
    int port = Integer.parseInt(text);
    return port >= 1 && port <= 65535 ? OptionalInt.of(port) : OptionalInt.empty();
  }
}
