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

/** Everything that runs in one gateway. Opened and closed by the main thread. */
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
   * What a gateway is made with.
   *
   * @param strict what cannot be recorded is not typed
   */
  public record Settings(Path dataDir, boolean strict, SshSettings ssh, Path playbooks) {}

  /**
   * Opens the data directory, the consoles and the SSH server, in this order; it accepts logins
   * when this returns.
   *
   * @param audit open; closed with the appliance, and when it cannot be started
   * @throws postern.gateway.ssh.SshFault when it cannot listen
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

  /** Where it listens. */
  public List<InetSocketAddress> addresses() {
    return ssh.addresses();
  }

  /** Follows a new fleet: machines and sessions; {@link RoleMonitor} sees to connections. */
  public void follow(Fleet fleet) {
    acts.follow(fleet);
  }

  /** Writes down who and what was added, changed or removed. */
  void record(FleetChange change) {
    acts.configuration().write(change);
  }

  /** Writes down that the configuration changed, or that a file has a fault. */
  public void configEvent(Outcome outcome, String what) {
    acts.configuration().event(outcome, what);
  }

  /**
   * Tells people, loses nothing: sessions, SSH server, consoles, record. Machines are left as they
   * are.
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
