package postern.gateway.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A folder with a gateway's configuration and the private keys of its people. Loopback is exempt
 * from limits unless {@link #configure} says otherwise.
 */
public final class Site {
  private static final String DEFAULT =
      """
      [ssh]
      listen = ["127.0.0.1:0"]
      [recording]
      mode = "strict"
      input = "none"
      [limits]
      exempt = ["127.0.0.0/8", "::1/128"]
      """;

  private final Path dir;
  private List<String> jvm = List.of();

  private Site(Path dir) {
    this.dir = dir;
  }

  public static Site in(Path dir) throws IOException {
    Site site = new Site(dir.toRealPath());
    Files.createDirectories(site.dir.resolve("fleet.d"));
    Files.createDirectories(site.dir.resolve("keys"));
    site.configure(DEFAULT);
    return site;
  }

  /** Options for the gateway's JVM, such as a small heap; they go behind the usual ones and win. */
  public Site jvm(String... options) {
    jvm = List.of(options);
    return this;
  }

  List<String> jvm() {
    return jvm;
  }

  public Path dir() {
    return dir;
  }

  public Path config() {
    return dir.resolve("postern.toml");
  }

  /** Replaces the whole configuration file. */
  public Site configure(String toml) throws IOException {
    Files.writeString(config(), toml);
    return this;
  }

  /** Writes or replaces one file of the fleet, in one step. */
  public Site fleet(String file, String toml) throws IOException {
    Path fresh = Files.writeString(dir.resolve(file + ".new"), toml);
    Files.move(
        fresh,
        dir.resolve("fleet.d").resolve(file),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    return this;
  }

  /** The private key of that name, made when first asked for. */
  public Path key(String name) {
    Path key = dir.resolve("keys").resolve(name);
    if (!Files.exists(key)) {
      Program.must("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key.toString());
    }
    return key;
  }

  /** {@code keys = ["…"]} with the public half of that key. */
  public String keys(String name) {
    try {
      List<String> lines = Files.readAllLines(Path.of(key(name) + ".pub"));
      return "keys = [\"" + lines.getFirst() + "\"]\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A person of a tenant whose key has the person's name. */
  public String person(String tenant, String person) {
    return "[tenant." + tenant + ".person." + person + "]\n" + keys(person);
  }

  public String admin(String name) {
    return "[admin." + name + "]\n" + keys(name);
  }

  public String auditor(String name) {
    return "[auditor." + name + "]\n" + keys(name);
  }
}
