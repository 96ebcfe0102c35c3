package postern.gateway.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.AuditStore;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.act.Acts;
import postern.gateway.act.ConfigurationEvents;
import postern.gateway.act.LoginEvents;
import postern.gateway.admin.AdminContext;
import postern.gateway.config.Fleet;
import postern.gateway.config.FleetChange;
import postern.gateway.playbook.PlaybookFolder;
import postern.gateway.ssh.SshDoor;
import postern.gateway.ssh.SshDoorSettings;
import postern.mux.SerialMux;
import postern.mux.console.ConsoleMultiplexer;
import postern.power.control.PowerControl;

/** Everything that runs in one gateway. Opened and closed by the main thread. */
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final AuditStore audit;
  private final PowerControl power;
  private final SerialMux mux;
  private final Acts acts;
  private final RoleWatch roles;
  private final SshDoor door;

  private Gateway(Rooms rooms, RoleWatch roles, SshDoor door) {
    this.roles = roles;
    this.audit = rooms.audit();
    this.power = rooms.power();
    this.mux = rooms.mux();
    this.acts = rooms.acts();
    this.door = door;
  }

  /**
   * What an appliance is made with.
   *
   * @param strict what cannot be recorded is not typed
   */
  public record Settings(Path dataDir, boolean strict, SshDoorSettings door, Path playbooks) {}

  private record Rooms(AuditStore audit, PowerControl power, SerialMux mux, Acts acts) {}

  /**
   * Opens the data directory, the consoles and the door, in this order; it accepts logins when this
   * returns.
   *
   * @param audit open; closed with the appliance, and when it cannot be started
   * @throws postern.gateway.ssh.DoorFault when it cannot listen
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
    Acts acts =
        new Acts(audit, mux, power, new Acts.Facts(settings.dataDir(), settings.strict()), clock);
    Rooms rooms = new Rooms(audit, power, mux, acts);
    RoleWatch roles = new RoleWatch(acts);
    boolean open = false;
    try {
      acts.follow(fleet);
      SshDoor door =
          SshDoor.open(
              settings.door(),
              key -> acts.fleet().owners(key),
              new LoginRouter(acts, roles, files, new PlaybookFolder(settings.playbooks())),
              new LoginEvents(audit, acts::fleet));
      open = true;
      audit.event(
          EventKind.START,
          Outcome.OK,
          Map.of("machines", Integer.toString(fleet.machines().size())));
      roles.start(door);
      return new Gateway(rooms, roles, door);
    } finally {
      if (!open) {
        closeRooms(rooms);
      }
    }
  }

  /** Where it listens. */
  public List<InetSocketAddress> addresses() {
    return door.addresses();
  }

  /** Follows a new fleet: machines and sessions; {@link RoleWatch} sees to connections. */
  public void follow(Fleet fleet) {
    acts.follow(fleet);
  }

  /** Writes down who and what was added, changed or removed. */
  void record(FleetChange change) {
    new ConfigurationEvents(audit).write(change);
  }

  /** Writes down that the configuration changed, or that a file has a fault. */
  public void configEvent(Outcome outcome, String what) {
    Map<String, String> about = new TreeMap<>();
    about.put("what", what);
    audit.event(EventKind.CONFIG, outcome, about);
  }

  /**
   * Tells people, loses nothing: sessions, door, consoles, record. Machines are left as they are.
   */
  @Override
  public void close() {
    log.info("stopping sessions={}", acts.sessions().all().size());
    door.stopAccepting();
    roles.close();
    acts.close();
    door.close();
    audit.event(EventKind.STOP, Outcome.OK, Map.of());
    closeRooms(new Rooms(audit, power, mux, acts));
  }

  private static void closeRooms(Rooms rooms) {
    rooms.mux().close();
    rooms.power().close();
    rooms.audit().close();
  }
}
