package postern.gateway.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The unix sockets on which the keeper serves consoles. The kernel limits their paths to {@value
 * #PATH_LIMIT} bytes.
 */
public final class KeeperSockets {
  /** sun_path has 108 bytes; the last one is NUL. */
  static final int PATH_LIMIT = 107;

  /** The limit of a UMID, which is the shortest one among the uses of these names. */
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
   * Returns the keeper's name for a console: {@code TENANT.MACHINE[.PORT]}, or a hash if that is
   * too long or a name contains a dot and would be ambiguous.
   */
  public String name(String tenant, String machine, int port) {
    String plain = tenant + "." + machine + (port == 1 ? "" : "." + port);
    boolean clear = (tenant + machine).matches("[a-z0-9_-]+");
    return clear && plain.length() <= NAME_LIMIT && length(socket(plain)) <= PATH_LIMIT
        ? plain
        : hash(tenant + "/" + machine + "/" + port);
  }

  /** Returns the socket on which a console is served. */
  public Path console(String tenant, String machine, int port) {
    return socket(name(tenant, machine, port));
  }

  private Path socket(String name) {
    return dir.resolve(name + ".console");
  }

  /**
   * Returns what is wrong if not even a hashed name fits. The data directory then has to be moved.
   */
  Optional<String> fault() {
    int length = length(dir) + HASHED_LENGTH;
    return length <= PATH_LIMIT
        ? Optional.empty()
        : Optional.of(
            "the path is too long for the unix sockets in it by "
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
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
