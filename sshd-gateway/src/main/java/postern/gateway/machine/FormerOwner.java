package postern.gateway.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets what was remembered of a machine that is its tenant's no more. */
public final class FormerOwner {
  private static final Logger log = LoggerFactory.getLogger(FormerOwner.class);

  private final Path dataDir;
  private final StateThread state;

  public FormerOwner(Path dataDir, StateThread state) {
    this.dataDir = dataDir;
    this.state = state;
  }

  /** After what is still to be written of it. May block on the disk. */
  void forget(String fullName, Set<Integer> ports) {
    state.flush();
    int slash = fullName.indexOf('/');
    String tenant = fullName.substring(0, slash);
    String name = fullName.substring(slash + 1);
    for (List<String> each :
        List.of(List.of("off", ".off"), List.of("profiles", ".profile"), List.of("try", ".try"))) {
      delete(StateFile.in(dataDir.resolve(each.getFirst()), tenant, name + each.getLast()));
    }
    for (int port : ports) {
      delete(StateFile.in(dataDir.resolve("locks"), tenant, name + "." + port + ".lock"));
      delete(StateFile.in(dataDir.resolve("sizes"), tenant, name + "." + port + ".size"));
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("state of a former owner not forgotten file={} why={}", file, e.toString());
    }
  }
}
