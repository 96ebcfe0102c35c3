package postern.gateway.fleet;

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
public final class KeptSockets {
  /** sun_path has 108 bytes, the last of them NUL. */
  static final int PATH_LIMIT = 107;

  /** {@code /}, 16 digits, {@code .console}. */
  private static final int HASHED_LENGTH = 1 + 16 + 8;

  private final Path dir;

  public KeptSockets(Path dir) {
    this.dir = dir.toAbsolutePath().normalize();
  }

  public Path dir() {
    return dir;
  }

  /**
   * {@code TENANT.MACHINE[.PORT].console}; a hash in its place where that is too long, or a name
   * has a dot and so could be read in two ways.
   */
  public Path console(String tenant, String machine, int port) {
    String name = tenant + "." + machine + (port == 1 ? "" : "." + port);
    Path plain = dir.resolve(name + ".console");
    boolean clear = tenant.indexOf('.') < 0 && machine.indexOf('.') < 0;
    return clear && length(plain) <= PATH_LIMIT
        ? plain
        : dir.resolve(hash(tenant + "/" + machine + "/" + port) + ".console");
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
