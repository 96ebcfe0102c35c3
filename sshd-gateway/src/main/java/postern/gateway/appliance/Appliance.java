package postern.gateway.appliance;

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
import postern.gateway.command.AtAdminDesk;
import postern.gateway.desk.FrontDesk;
import postern.gateway.desk.RoleWatch;
import postern.gateway.fleet.Fleet;
import postern.gateway.fleet.FleetChange;
import postern.gateway.house.House;
import postern.gateway.playbook.PlaybookFolder;
import postern.gateway.ssh.SshDoor;
import postern.gateway.ssh.SshDoorSettings;
import postern.mux.SerialMux;
import postern.mux.console.ConsoleMultiplexer;
import postern.power.control.PowerControl;

/** Everything that runs in one gateway. Opened and closed by the main thread. */
public final class Appliance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Appliance.class);

  private final AuditStore audit;
  private final PowerControl power;
  private final SerialMux mux;
  private final House house;
  private final RoleWatch roles;
  private final SshDoor door;

  private Appliance(Rooms rooms, RoleWatch roles, SshDoor door) {
    this.roles = roles;
    this.audit = rooms.audit();
    this.power = rooms.power();
    this.mux = rooms.mux();
    this.house = rooms.house();
    this.door = door;
  }

  /**
   * What an appliance is made with.
   *
   * @param strict what cannot be recorded is not typed
   */
  public record Settings(Path dataDir, boolean strict, SshDoorSettings door, Path playbooks) {}

  private record Rooms(AuditStore audit, PowerControl power, SerialMux mux, House house) {}

  /**
   * Opens the data directory, the consoles and the door, in this order; it accepts logins when this
   * returns.
   *
   * @param audit open; closed with the appliance, and when it cannot be started
   * @throws postern.gateway.ssh.DoorFault when it cannot listen
   */
  public static Appliance start(
      AuditStore audit, Settings settings, Fleet fleet, AtAdminDesk.FleetFiles files, Clock clock) {
    PowerControl power =
        PowerControl.start(settings.dataDir().resolve("keeper"), KeeperLaunch.command());
    SerialMux mux = ConsoleMultiplexer.start(clock, audit.nativeLibraries());
    House house =
        new House(audit, mux, power, new House.Facts(settings.dataDir(), settings.strict()), clock);
    Rooms rooms = new Rooms(audit, power, mux, house);
    RoleWatch roles = new RoleWatch(house);
    boolean open = false;
    try {
      house.follow(fleet);
      SshDoor door =
          SshDoor.open(
              settings.door(),
              key -> house.fleet().owners(key),
              new FrontDesk(house, roles, files, new PlaybookFolder(settings.playbooks())),
              new DoorRecord(audit, house::fleet));
      open = true;
      audit.event(
          EventKind.START,
          Outcome.OK,
          Map.of("machines", Integer.toString(fleet.machines().size())));
      roles.start(door);
      return new Appliance(rooms, roles, door);
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
    house.follow(fleet);
  }

  /** Writes down who and what was added, changed or removed. */
  void record(FleetChange change) {
    new ChangeRecord(audit).write(change);
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
    log.info("stopping sessions={}", house.sessions().all().size());
    door.stopAccepting();
    roles.close();
    house.close();
    door.close();
    audit.event(EventKind.STOP, Outcome.OK, Map.of());
    closeRooms(new Rooms(audit, power, mux, house));
  }

  private static void closeRooms(Rooms rooms) {
    rooms.mux().close();
    rooms.power().close();
    rooms.audit().close();
  }
}
