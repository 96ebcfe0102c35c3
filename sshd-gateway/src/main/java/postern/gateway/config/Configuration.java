package postern.gateway.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The contents of {@code postern.toml}. All paths are absolute.
 *
 * @param file the file itself
 * @param dataDir the folder of recordings, event log, index and keeper
 * @param playbooks the folder of playbooks, which need not exist
 */
public record Configuration(
    Path file, Ssh ssh, Path dataDir, FleetFiles fleet, Recording recording, Path playbooks) {

  /**
   * The SSH server.
   *
   * @param hostKeys the folder of the host key
   * @param requirePostQuantum whether key exchanges without a post-quantum part are refused
   * @param exempt networks without limits per source
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
   * @param byDefault whether it is a default; if the host lacks it, that is only a warning
   */
  public record Listen(InetSocketAddress address, boolean byDefault) {}

  /**
   * The fleet files.
   *
   * @param dir the folder; every {@code *.toml} in it is read
   * @param edit the one of them that the gateway writes
   */
  public record FleetFiles(Path dir, Path edit) {}

  /**
   * How sessions are recorded.
   *
   * @param strict whether input reaches a machine only after the recorder has accepted it
   */
  public record Recording(boolean strict, Input input) {}

  /** What is recorded of input. */
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

  /** Returns the folder of the keeper's socket and state and of the consoles' sockets. */
  public Path keeperDir() {
    return dataDir.resolve("keeper");
  }

  /** Returns the folder in which UML machines have their control sockets by default. */
  Path umlDir() {
    return dataDir.resolve("uml");
  }

  public KeeperSockets keeperSockets() {
    return new KeeperSockets(keeperDir());
  }

  /** Returns what differs from {@code before}. Changes take effect only after a restart. */
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
