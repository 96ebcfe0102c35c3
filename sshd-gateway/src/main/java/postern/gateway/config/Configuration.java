package postern.gateway.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code postern.toml}, read. All paths are absolute.
 *
 * @param file the file itself
 * @param dataDir recordings, event log, index, keeper
 * @param playbooks the folder of playbooks; it need not be there
 */
public record Configuration(
    Path file, Ssh ssh, Path dataDir, FleetFiles fleet, Recording recording, Path playbooks) {

  /**
   * The door.
   *
   * @param hostKeys the folder of the host key
   * @param requirePostQuantum no key exchange without a post-quantum part
   * @param exempt networks without per-source limits and penalties
   */
  public record Ssh(
      List<Listen> listen, Path hostKeys, boolean requirePostQuantum, List<String> exempt) {
    public Ssh {
      listen = List.copyOf(listen);
      exempt = List.copyOf(exempt);
    }
  }

  /**
   * An address to listen on.
   *
   * @param byDefault nobody wrote it down, so where the host lacks it a warning does
   */
  public record Listen(InetSocketAddress address, boolean byDefault) {}

  /**
   * Where the fleet files are.
   *
   * @param dir every {@code *.toml} in it counts
   * @param edit the one of them that the gateway writes
   */
  public record FleetFiles(Path dir, Path edit) {}

  /**
   * How sessions are recorded.
   *
   * @param strict nothing typed reaches a machine before the recorder has taken it
   */
  public record Recording(boolean strict, Input input) {}

  /** What is kept of what people type. */
  public enum Input {
    /** Counts and times. */
    NONE
  }

  public Path fleetDir() {
    return fleet.dir();
  }

  public Path edit() {
    return fleet.edit();
  }

  /** Where the keeper has its socket, its state and the consoles' sockets. */
  public Path keeperDir() {
    return dataDir.resolve("keeper");
  }

  /** Where UML machines have their control sockets, unless their entries say otherwise. */
  Path umlDir() {
    return dataDir.resolve("uml");
  }

  public KeeperSockets keeperSockets() {
    return new KeeperSockets(keeperDir());
  }

  /** What in here differs from {@code before}; none of it is taken up without a restart. */
  public List<String> needsRestart(Configuration before) {
    List<String> changed = new ArrayList<>();
    if (!ssh.equals(before.ssh)) {
      changed.add("[ssh] and [limits]");
    }
    if (!dataDir.equals(before.dataDir)) {
      changed.add("[data]");
    }
    if (!fleet.equals(before.fleet)) {
      changed.add("[fleet]");
    }
    if (!recording.equals(before.recording)) {
      changed.add("[recording]");
    }
    if (!playbooks.equals(before.playbooks)) {
      changed.add("[playbooks]");
    }
    return changed;
  }
}
