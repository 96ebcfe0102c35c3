package postern.gateway.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored state of machines, which survives the gateway: owners, machines that were switched
 * off, boot profiles, keyboard locks, terminal sizes and armed resets. Each is a folder of small
 * files in the data directory.
 */
public final class StoredState implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoredState.class);

  private final StateThread thread = new StateThread();
  private final PowerOffState powerOff;
  private final BootProfiles profiles;
  private final KeyboardLocks locks;
  private final TerminalSizes sizes;
  private final ArmedResetFiles armedResets;
  private final Ownership owners;
  private final Path dataDir;

  /** Creates the stored state in this data directory. */
  public StoredState(Path dataDir, Clock clock) {
    this.powerOff = new PowerOffState(dataDir.resolve("off"));
    this.profiles = new BootProfiles(dataDir.resolve("profiles"));
    this.locks = new KeyboardLocks(dataDir.resolve("locks"), thread);
    this.sizes = new TerminalSizes(dataDir.resolve("sizes"), thread);
    this.armedResets = new ArmedResetFiles(dataDir.resolve("try"));
    this.owners = new Ownership(dataDir.resolve("owners"), clock);
    this.dataDir = dataDir;
  }

  /** Returns which machines people switched off. */
  public PowerOffState powerOff() {
    return powerOff;
  }

  /** Returns the boot profiles that machines start and run in. */
  public BootProfiles profiles() {
    return profiles;
  }

  /** Returns the terminal sizes that machines were told. */
  public TerminalSizes sizes() {
    return sizes;
  }

  /** Returns the stored armed resets. */
  public ArmedResetFiles armedResets() {
    return armedResets;
  }

  /** Returns the keyboard locks of consoles. */
  KeyboardLocks locks() {
    return locks;
  }

  /** Returns the owner of each machine. */
  Ownership owners() {
    return owners;
  }

  /** Deletes what was stored about a machine for its former owner. May block on the disk. */
  void forget(String fullName, Set<Integer> ports) {
    thread.flush();
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
      LOG.warn("state of a former owner not deleted file={} why={}", file, e.toString());
    }
  }

  /** Writes what is still to be written. */
  @Override
  public void close() {
    thread.close();
  }
}
