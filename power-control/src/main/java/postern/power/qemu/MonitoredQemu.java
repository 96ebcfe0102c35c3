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
 * A QEMU that somebody else starts, reached by its monitor. Off ends QEMU, and on can only be done
 * as long as QEMU itself is there (started with {@code -no-shutdown}, or paused).
 */
public final class MonitoredQemu implements Backend {
  private static final Duration FOR_AN_ACT = Duration.ofSeconds(5);

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

  /** Whether the guest has shut down and QEMU itself is still there, told not to exit. */
  boolean waitsAfterShutdown() {
    PowerState now = socket.state();
    return now.power() == Power.OFF && !now.reason().orElse("").contains("not running");
  }

  @Override
  public Answer begin(PowerAction action, PowerState before) {
    if (before.power() == Power.OFF && before.reason().orElse("").contains("not running")) {
      return new Answer.Unreachable(
          "QEMU is not running (" + socket.path() + "), and it is not Postern that starts it");
    }
    try {
      return begin(socket.use(), action, before);
    } catch (IOException e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  /** Closes the use unless the answer's evidence has taken it over. */
  private Answer begin(MonitorSocket.Use use, PowerAction action, PowerState before)
      throws IOException {
    Monitor monitor = use.monitor();
    long seen = monitor.events().count();
    try {
      boolean resume = before.power() != Power.ON;
      switch (action) {
        case ON -> start(monitor, before);
        case OFF -> tell(monitor, "quit");
        // A QEMU that Postern does not start can be switched off and on in no other way.
        case CYCLE, RESET -> reset(monitor, resume);
        case SOFT -> tell(monitor, "system_powerdown");
        case NMI -> tell(monitor, "inject-nmi");
      }
      return new Answer.Taken(new MonitorEvidence(socket, use, action, before, seen));
    } catch (Monitor.Refusal e) {
      use.close();
      return new Answer.Refused("QEMU refuses: " + e.getMessage());
    } catch (IOException e) {
      use.close();
      if (action == PowerAction.OFF && socket.state().power() == Power.OFF) {
        return new Answer.Taken(() -> new Sight.Done("QEMU ended"));
      }
      throw e;
    }
  }

  @Override
  public Optional<String> stopped() {
    return stopped(state());
  }

  /** Off, or held by QEMU itself for a fault that only a reset ends. */
  static Optional<String> stopped(PowerState now) {
    String reason = now.reason().orElse("");
    return switch (now.power()) {
      case OFF -> Optional.of(reason.isEmpty() ? "its state is off" : reason);
      case PAUSED ->
          FAULTS.contains(reason) ? Optional.of("QEMU says " + reason) : Optional.empty();
      case ON, UNKNOWN -> Optional.empty();
    };
  }

  @Override
  public Duration settles() {
    return Duration.ofSeconds(5);
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
    monitor.ask(command, Json.object(), FOR_AN_ACT);
  }

  /** The first line that QEMU is willing to break. */
  @Override
  public Optional<String> sendBreak() {
    try (MonitorSocket.Use use = socket.use()) {
      return breakOn(use.monitor());
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> breakOn(Monitor monitor) throws IOException {
    List<String> labels = monitor.lineLabels();
    String why = "QEMU has no serial line that could be broken";
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
}
