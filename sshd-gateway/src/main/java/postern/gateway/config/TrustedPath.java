package postern.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether another user could change a file, as sshd's StrictModes does: the file and every
 * folder above it must belong to root or the gateway's user, and nobody else may have write
 * permission. A folder with the sticky bit, such as {@code /tmp}, may be writable by all, since its
 * files belong to their owners.
 */
public final class TrustedPath {
  private static final int STICKY = 01000;
  private static final int GROUP_WRITES = 020;
  private static final int OTHERS_WRITE = 02;
  private static final String FACTS = "unix:uid,mode,owner,group";

  private TrustedPath() {}

  /** Returns whether this process runs as root. */
  public static boolean root() {
    return ownUser() == 0;
  }

  /** Returns the files that this configuration trusts and that others could change. */
  public static List<Fault> faults(Configuration configuration) {
    List<Path> trusted = new ArrayList<>(List.of(configuration.file(), configuration.fleetDir()));
    addAll(trusted, configuration.fleetDir());
    trusted.add(configuration.playbooks());
    addAll(trusted, configuration.playbooks());
    trusted.add(configuration.ssh().hostKeys());
    trusted.add(configuration.dataDir());
    return trusted.stream().flatMap(path -> fault(path).stream()).distinct().toList();
  }

  private static void addAll(List<Path> to, Path folder) {
    try (var files = Files.newDirectoryStream(folder, "*.toml")) {
      files.forEach(to::add);
    } catch (IOException e) {
      return; // a folder that cannot be read is reported when it is read
    }
  }

  /** Returns the jars and folders of this class path that others could change. */
  public static List<Fault> faults(String classPath) {
    return List.of(classPath.split(java.io.File.pathSeparator, -1)).stream()
        .filter(part -> !part.isEmpty())
        .flatMap(part -> fault(Path.of(part)).stream())
        .distinct()
        .toList();
  }

  /**
   * Returns the first path, here or above, that others could change. A path that does not exist is
   * safe.
   */
  static Optional<Fault> fault(Path path) {
    try {
      int self = ownUser();
      Path real = path.toRealPath();
      for (Path at = real; at != null; at = at.getParent()) {
        Optional<Fault> wrong = wrong(at, self, !at.equals(real));
        if (wrong.isPresent()) {
          return wrong;
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<Fault> wrong(Path at, int self, boolean above) throws IOException {
    Map<String, Object> facts = Files.readAttributes(at, FACTS, LinkOption.NOFOLLOW_LINKS);
    int owner = number(facts.get("uid"));
    int mode = number(facts.get("mode"));
    if (owner != 0 && owner != self) {
      return Optional.of(
          new Fault(
              at,
              1,
              "it belongs to " + facts.get("owner") + ", who could change what the gateway trusts",
              "make root or the gateway's user its owner: chown"));
    }
    boolean ownGroup =
        String.valueOf(facts.get("group")).equals(String.valueOf(facts.get("owner")));
    int open = mode & (ownGroup ? OTHERS_WRITE : OTHERS_WRITE | GROUP_WRITES);
    if (open != 0 && !(above && (mode & STICKY) != 0)) {
      return Optional.of(
          new Fault(
              at,
              1,
              "others can write here and so change what the gateway trusts",
              "remove the permission: chmod go-w"));
    }
    return Optional.empty();
  }

  private static int number(@Nullable Object fact) {
    return fact instanceof Integer number ? number : -1;
  }

  private static int ownUser() {
    try {
      return number(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return -1;
    }
  }
}
