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
 * A QEMU that Postern starts: on starts it under the keeper (or wakes it if it only waits), off
 * tells it to quit and kills it if it does not, everything else goes by its monitor.
 */
public final class KeptQemu implements Backend {
  private static final Duration QUIT = Duration.ofSeconds(5);

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
    PowerState told = monitored.state();
    if (kept.power() != Power.ON) {
      // One that was started by hand answers on the monitor all the same.
      return told.power() == Power.ON || told.power() == Power.PAUSED ? told : kept;
    }
    if (told.power() == Power.OFF && notThere(told)) {
      return PowerState.unknown("QEMU runs, but its monitor is not there: " + monitor);
    }
    return new PowerState(
        told.power(), told.power() == Power.ON ? kept.since() : told.since(), told.reason());
  }

  private static boolean notThere(PowerState told) {
    return told.reason().orElse("").contains("not running");
  }

  @Override
  public Answer begin(PowerAction action, PowerState before) {
    try {
      boolean running = process.running();
      return switch (action) {
        case ON -> running ? monitored.begin(action, before) : start();
        case OFF -> running ? quit(before) : monitored.begin(action, before);
        case CYCLE -> running ? new Answer.ByOffAndOn() : monitored.begin(action, before);
        case SOFT -> untilExited(monitored.begin(action, before));
        case RESET -> failedOnceEnded(monitored.begin(action, before));
        case NMI -> monitored.begin(action, before);
      };
    } catch (IOException e) {
      return new Answer.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private Answer start() throws IOException {
    Files.deleteIfExists(monitor);
    return switch (process.begin(PowerAction.ON, PowerState.of(Power.OFF))) {
      case Answer.Taken taken -> new Answer.Taken(this::started);
      case Answer other -> other;
    };
  }

  private Sight started() {
    PowerState told = monitored.state();
    return told.power() == Power.ON || told.power() == Power.PAUSED
        ? new Sight.Starts("the monitor says " + told.power().word())
        : process.failedIfEnded();
  }

  private Answer quit(PowerState before) throws IOException {
    if (!(monitored.begin(PowerAction.OFF, before) instanceof Answer.Taken taken)) {
      process.kill(Posix.SIGKILL);
      return new Answer.Taken(process::ended);
    }
    long begun = nanoTime.getAsLong();
    return new Answer.Taken(
        new Evidence() {
          private boolean killed;

          @Override
          public Sight look() {
            if (!killed && nanoTime.getAsLong() - begun > QUIT.toNanos()) {
              killed = true;
              killNow();
            }
            return process.ended();
          }

          @Override
          public void close() {
            taken.evidence().close();
          }
        });
  }

  /** One that is told not to reboot ends where it should start again. */
  private Answer failedOnceEnded(Answer answer) {
    if (!(answer instanceof Answer.Taken(Evidence told))) {
      return answer;
    }
    return new Answer.Taken(
        new Evidence() {
          @Override
          public Sight look() {
            Sight sight = told.look();
            return sight instanceof Sight.Nothing && state().power() == Power.OFF
                ? process.failedIfEnded()
                : sight;
          }

          @Override
          public void close() {
            told.close();
          }
        });
  }

  private Answer untilExited(Answer answer) {
    return answer instanceof Answer.Taken(Evidence told)
        ? new Answer.Taken(new KeptShutdown(told, process, monitored, nanoTime))
        : answer;
  }

  private void killNow() {
    // What it could not be told is not lost: the evidence goes on asking whether it ended.
    var _ = process.begin(PowerAction.OFF, PowerState.of(Power.ON));
  }

  @Override
  public Optional<String> stopped() {
    return MonitoredQemu.stopped(state());
  }

  @Override
  public Duration settles() {
    return monitored.settles();
  }

  @Override
  public Optional<String> sendBreak() {
    return monitored.sendBreak();
  }

  @Override
  public long bytesLost() {
    return process.bytesLost();
  }
}
