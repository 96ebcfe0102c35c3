package postern.power.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;
import postern.power.keeper.KeptProcess;
import postern.power.posix.Posix;

/**
 * A QEMU that runs under the keeper. On starts it, or resumes it if QEMU runs but the guest does
 * not. Off tells it to quit and kills it if it does not. Everything else goes through its monitor.
 */
public final class KeptQemu implements Backend {
  private static final Duration QUIT_LIMIT = Duration.ofSeconds(5);

  private final KeptProcess process;
  private final MonitoredQemu monitored;
  private final Path monitor;
  private final LongSupplier nanoTime;

  public KeptQemu(KeptProcess process, Path monitor) {
    this(process, monitor, System::nanoTime);
  }

  KeptQemu(KeptProcess process, Path monitor, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.process = process;
    this.monitor = monitor;
    this.monitored = new MonitoredQemu(monitor);
  }

  @Override
  public Set<PowerAction> actions() {
    return monitored.actions();
  }

  @Override
  public PowerState state() {
    PowerState kept = process.state();
    PowerState guest = monitored.state();
    if (kept.power() != Power.ON) {
      // A QEMU that was started by hand answers on the monitor, too.
      return guest.power() == Power.ON || guest.power() == Power.PAUSED ? guest : kept;
    }
    if (guest.power() == Power.OFF && monitorIsMissing(guest)) {
      return PowerState.unknown("QEMU runs, but its monitor does not answer: " + monitor);
    }
    return new PowerState(
        guest.power(), guest.power() == Power.ON ? kept.since() : guest.since(), guest.reason());
  }

  private static boolean monitorIsMissing(PowerState guest) {
    return guest.reason().orElse("").contains("not running");
  }

  @Override
  public Answer request(PowerAction action, PowerState before) {
    try {
      boolean running = process.running();
      return switch (action) {
        case ON -> running ? monitored.request(action, before) : start();
        case OFF -> running ? quit(before) : monitored.request(action, before);
        case CYCLE -> running ? new Answer.OffThenOn() : monitored.request(action, before);
        case SOFT -> untilExited(monitored.request(action, before));
        case RESET -> failedIfExited(monitored.request(action, before));
        case NMI -> monitored.request(action, before);
      };
    } catch (IOException e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private Answer start() throws IOException {
    Files.deleteIfExists(monitor);
    return switch (process.request(PowerAction.ON, PowerState.of(Power.OFF))) {
      case Answer.Accepted _ -> new Answer.Accepted(Evidence.of(this::started));
      case Answer other -> other;
    };
  }

  private Observation started() {
    PowerState guest = monitored.state();
    return guest.power() == Power.ON || guest.power() == Power.PAUSED
        ? new Observation.Starting("the monitor says " + guest.power().word())
        : process.failedIfEnded();
  }

  private Answer quit(PowerState before) throws IOException {
    if (!(monitored.request(PowerAction.OFF, before) instanceof Answer.Accepted accepted)) {
      process.kill(Posix.SIGKILL);
      return new Answer.Accepted(Evidence.of(process::ended));
    }
    long requestedAt = nanoTime.getAsLong();
    return new Answer.Accepted(
        new Evidence() {
          private boolean killed;

          @Override
          public Observation check() {
            if (!killed && nanoTime.getAsLong() - requestedAt > QUIT_LIMIT.toNanos()) {
              killed = true;
              kill();
            }
            return process.ended();
          }

          @Override
          public void close() {
            accepted.evidence().close();
          }
        });
  }

  /** A QEMU with {@code -no-reboot} exits where it should restart the guest. */
  private Answer failedIfExited(Answer answer) {
    if (!(answer instanceof Answer.Accepted(Evidence reset))) {
      return answer;
    }
    return new Answer.Accepted(
        new Evidence() {
          @Override
          public Observation check() {
            Observation shown = reset.check();
            return shown instanceof Observation.Pending && state().power() == Power.OFF
                ? process.failedIfEnded()
                : shown;
          }

          @Override
          public void close() {
            reset.close();
          }
        });
  }

  private Answer untilExited(Answer answer) {
    return answer instanceof Answer.Accepted(Evidence shutdown)
        ? new Answer.Accepted(new SoftShutdown(shutdown, process, monitored, nanoTime))
        : answer;
  }

  private void kill() {
    // A failure needs no handling here: the evidence shows whether the process has ended.
    var _ = process.request(PowerAction.OFF, PowerState.of(Power.ON));
  }

  @Override
  public Optional<String> stopped() {
    return MonitoredQemu.stopped(state());
  }

  @Override
  public Duration settlingTime() {
    return monitored.settlingTime();
  }

  @Override
  public Optional<String> advice(String failure) {
    return monitored.advice(failure);
  }

  @Override
  public Optional<String> sendBreak() {
    return monitored.sendBreak();
  }

  @Override
  public Optional<String> sendSysRq(char key) {
    return monitored.sendSysRq(key);
  }

  @Override
  public long bytesLost() {
    return process.bytesLost();
  }
}
