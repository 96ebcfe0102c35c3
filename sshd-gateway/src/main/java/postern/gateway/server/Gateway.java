package postern.gateway.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.AuditStore;
import postern.audit.Outcome;
import postern.gateway.act.Acts;
import postern.gateway.admin.AdminContext;
import postern.gateway.config.Fleet;
import postern.gateway.config.FleetChange;
import postern.gateway.machine.Backends;
import postern.gateway.machine.StoredState;
import postern.gateway.playbook.PlaybookFolder;
import postern.gateway.ssh.GatewaySshServer;
import postern.gateway.ssh.SshSettings;
import postern.mux.SerialMux;
import postern.mux.console.ConsoleMultiplexer;
import postern.power.control.PowerControl;

/** The parts of a running gateway. The main thread opens and closes them. */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final Backends backends;
  private final Acts acts;
  private final RoleMonitor roleMonitor;
  private final GatewaySshServer ssh;

  private Gateway(Backends backends, Acts acts, RoleMonitor roleMonitor, GatewaySshServer ssh) {
    this.backends = backends;
    this.acts = acts;
    this.roleMonitor = roleMonitor;
    this.ssh = ssh;
  }

  /**
   * The settings of a gateway.
   *
   * @param strict whether typing stops while it cannot be recorded
   */
  public record Settings(Path dataDir, boolean strict, SshSettings ssh, Path playbooks) {}

  /**
   * Opens the consoles and the SSH server. The gateway accepts logins when this method returns.
   *
   * @param audit the open store; closed with the gateway, or if it cannot be started
   * @throws postern.gateway.ssh.SshFault if it cannot listen
   */
  public static Gateway start(
      AuditStore audit,
      Settings settings,
      Fleet fleet,
      AdminContext.FleetFiles files,
      Clock clock) {
    PowerControl power =
        PowerControl.start(settings.dataDir().resolve("keeper"), KeeperLaunch.command());
    SerialMux mux = ConsoleMultiplexer.start(clock, audit.nativeLibraries());
    Backends backends = new Backends(audit, mux, power);
    StoredState stored = new StoredState(settings.dataDir(), clock);
    Acts acts = new Acts(backends, stored, settings.strict(), clock);
    RoleMonitor roleMonitor = new RoleMonitor(acts);
    boolean open = false;
    try {
      acts.follow(fleet);
      GatewaySshServer ssh =
          GatewaySshServer.open(
              settings.ssh(),
              key -> acts.access().fleet().owners(key),
              new LoginRouter(acts, roleMonitor, files, new PlaybookFolder(settings.playbooks())),
              acts.logins());
      open = true;
      acts.configuration().started(fleet.machines().size());
      roleMonitor.start(ssh);
      return new Gateway(backends, acts, roleMonitor, ssh);
    } finally {
      if (!open) {
        close(backends);
      }
    }
  }

  /** Returns the addresses that it listens on. */
  public List<InetSocketAddress> addresses() {
    return ssh.addresses();
  }

  /** Applies a new fleet to machines and sessions. {@link RoleMonitor} ends connections. */
  public void follow(Fleet fleet) {
    acts.follow(fleet);
  }

  /** Records which people, keys and machines were added, changed or removed. */
  void record(FleetChange change) {
    acts.configuration().write(change);
  }

  /** Records a fault of the configuration, or removals that wait for confirmation. */
  public void configEvent(Outcome outcome, String what) {
    acts.configuration().event(outcome, what);
  }

  /**
   * Ends the sessions with a message, then closes the SSH server, the consoles and the record.
   * Machines keep running.
   */
  @Override
  public void close() {
    log.info("stopping sessions={}", acts.sessions().all().size());
    ssh.stopAccepting();
    roleMonitor.close();
    acts.close();
    ssh.close();
    acts.configuration().stopped();
    close(backends);
  }

  private static void close(Backends backends) {
    backends.mux().close();
    backends.power().close();
    backends.audit().close();
  }
}
