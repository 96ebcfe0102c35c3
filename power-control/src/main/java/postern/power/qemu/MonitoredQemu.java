package postern.power.qemu;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;
import postern.power.json.Json;

/**
 * A QEMU that Postern does not start, controlled through its monitor. Off ends QEMU. On works only
 * while QEMU itself runs (with {@code -no-shutdown}, or paused).
 */
public final class MonitoredQemu implements Backend {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);

  private static final Set<String> FAULTS = Set.of("guest-panicked", "internal-error", "io-error");

  private final MonitorSocket socket;

  public MonitoredQemu(Path socket) {
    this.socket = new MonitorSocket(socket);
  }

  @Override
  public Set<PowerAction> actions() {
    return EnumSet.allOf(PowerAction.class);
  }

  @Override
  public PowerState state() {
    return socket.state();
  }

  /** Whether the guest has shut down but QEMU still runs because of {@code -no-shutdown}. */
  boolean waitsAfterShutdown() {
    PowerState now = socket.state();
    return now.power() == Power.OFF && !now.reason().orElse("").contains("not running");
  }

  @Override
  public Answer request(PowerAction action, PowerState before) {
    if (before.power() == Power.OFF && before.reason().orElse("").contains("not running")) {
      return new Answer.Unreachable(
          "QEMU is not running (" + socket.path() + "), and Postern does not start it");
    }
    try {
      return request(socket.lease(), action, before);
    } catch (IOException e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  /** Closes the lease unless the answer's evidence owns it. */
  private Answer request(MonitorSocket.Lease lease, PowerAction action, PowerState before)
      throws IOException {
    Monitor monitor = lease.monitor();
    long lastEvent = monitor.events().count();
    try {
      boolean resume = before.power() != Power.ON;
      switch (action) {
        case ON -> start(monitor, before);
        case OFF -> tell(monitor, "quit");
        // There is no other way to turn a QEMU off and on that Postern does not start.
        case CYCLE, RESET -> reset(monitor, resume);
        case SOFT -> tell(monitor, "system_powerdown");
        case NMI -> tell(monitor, "inject-nmi");
      }
      return new Answer.Accepted(new MonitorEvidence(socket, lease, action, before, lastEvent));
    } catch (Monitor.Refusal e) {
      lease.close();
      return new Answer.Refused("QEMU refuses: " + e.getMessage());
    } catch (IOException e) {
      lease.close();
      if (action == PowerAction.OFF && socket.state().power() == Power.OFF) {
        return new Answer.Accepted(Evidence.of(() -> new Observation.Done("QEMU ended")));
      }
      throw e;
    }
  }

  @Override
  public Optional<String> stopped() {
    return stopped(state());
  }

  /** Why it is off, or paused by QEMU because of a fault that only a reset ends. */
  static Optional<String> stopped(PowerState now) {
    String reason = now.reason().orElse("");
    return switch (now.power()) {
      case OFF -> now.whyOff();
      case PAUSED ->
          FAULTS.contains(reason) ? Optional.of("QEMU says " + reason) : Optional.empty();
      case ON, UNKNOWN -> Optional.empty();
    };
  }

  @Override
  public Duration settlingTime() {
    return Duration.ofSeconds(5);
  }

  @Override
  public Optional<String> advice(String failure) {
    return Optional.empty();
  }

  private static void start(Monitor monitor, PowerState before) throws IOException {
    if (before.power() == Power.OFF) {
      tell(monitor, "system_reset");
    }
    tell(monitor, "cont");
  }

  private static void reset(Monitor monitor, boolean resume) throws IOException {
    tell(monitor, "system_reset");
    if (resume) {
      tell(monitor, "cont");
    }
  }

  private static void tell(Monitor monitor, String command) throws IOException {
    monitor.ask(command, Json.object(), COMMAND_LIMIT);
  }

  /** Sends it on the first serial line for which QEMU accepts it. */
  @Override
  public Optional<String> sendBreak() {
    try (MonitorSocket.Lease lease = socket.lease()) {
      return breakOn(lease.monitor());
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> breakOn(Monitor monitor) throws IOException {
    List<String> labels = monitor.lineLabels();
    String why = "QEMU has no serial line that can carry a break";
    for (String label : labels) {
      try {
        monitor.ask("chardev-send-break", Json.object().with("id", label));
        return Optional.empty();
      } catch (Monitor.Refusal e) {
        why = "QEMU refuses: " + e.getMessage();
      }
    }
    return Optional.of(why);
  }

  @Override
  public Optional<String> sendSysRq(char key) {
    return Optional.of("this machine's backend has no SysRq");
  }

  @Override
  public long bytesLost() {
    return 0;
  }
}
