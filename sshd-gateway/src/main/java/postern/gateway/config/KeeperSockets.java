package postern.gateway.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where the keeper serves the consoles of what it keeps: a unix socket each, whose path the kernel
 * limits to {@value #PATH_LIMIT} bytes.
 */
public final class KeeperSockets {
  /** sun_path has 108 bytes, the last of them NUL. */
  static final int PATH_LIMIT = 107;

  /** As long as a UMID may be, which is the shortest limit of those that names are used under. */
  private static final int NAME_LIMIT = 60;

  /** {@code /}, 16 digits, {@code .console}. */
  private static final int HASHED_LENGTH = 1 + 16 + 8;

  private final Path dir;

  public KeeperSockets(Path dir) {
    this.dir = dir.toAbsolutePath().normalize();
  }

  public Path dir() {
    return dir;
  }

  /**
   * What the keeper calls it: {@code TENANT.MACHINE[.PORT]}, or a hash in its place where that is
   * too long, or a name has a dot and so could be read in two ways.
   */
  public String name(String tenant, String machine, int port) {
    String plain = tenant + "." + machine + (port == 1 ? "" : "." + port);
    boolean clear = (tenant + machine).matches("[a-z0-9_-]+");
    return clear && plain.length() <= NAME_LIMIT && length(socket(plain)) <= PATH_LIMIT
        ? plain
        : hash(tenant + "/" + machine + "/" + port);
  }

  /** The socket on which it is served. */
  public Path console(String tenant, String machine, int port) {
    return socket(name(tenant, machine, port));
  }

  private Path socket(String name) {
    return dir.resolve(name + ".console");
  }

  /** What is wrong when not even a hashed name fits; the data directory must then be moved. */
  Optional<String> fault() {
    int length = length(dir) + HASHED_LENGTH;
    return length <= PATH_LIMIT
        ? Optional.empty()
        : Optional.of(
            "the path is too long for unix sockets below it by "
                + (length - PATH_LIMIT)
                + " bytes");
  }

  static int length(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  private static String hash(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
