package postern.power.qemu;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;
import postern.power.keeper.KeptProcess;
import postern.power.posix.Posix;

/**
 * The soft shutdown of a QEMU under the keeper. It is done when the guest has shut down and QEMU
 * has exited, or waits because of {@code -no-shutdown}.
 *
 * <p>QEMU 7.2 can hang for ever in {@code monitor_cleanup} when it receives a command while it
 * exits. The monitor is therefore not queried until QEMU has had time to exit, and a QEMU that
 * hangs is killed: by then the guest has shut down and QEMU has closed its disks. Used by one
 * thread.
 */
final class SoftShutdown implements Backend.Evidence {
  private static final Logger LOG = LoggerFactory.getLogger(SoftShutdown.class);
  private static final Duration EXIT_TIME = Duration.ofSeconds(2);
  private static final Duration HANG_TIME = Duration.ofSeconds(20);

  private final Backend.Evidence monitor;
  private final KeptProcess process;
  private final MonitoredQemu qemu;
  private final LongSupplier nanoTime;
  private boolean guestIsDown;
  private boolean killed;
  private long guestDownAt;

  /**
   * @param monitor what the monitor shows of the shutdown; closed together with this
   */
  SoftShutdown(
      Backend.Evidence monitor, KeptProcess process, MonitoredQemu qemu, LongSupplier nanoTime) {
    this.monitor = monitor;
    this.process = process;
    this.qemu = qemu;
    this.nanoTime = nanoTime;
  }

  @Override
  public Backend.Observation check() {
    Backend.Observation shown = monitor.check();
    if (!(shown instanceof Backend.Observation.Done(String evidence))) {
      return shown;
    }
    if (!guestIsDown) {
      guestIsDown = true;
      guestDownAt = nanoTime.getAsLong();
    }
    if (process.state().power() == Power.OFF) {
      return killed
          ? new Backend.Observation.Done(evidence + "; QEMU did not exit and was killed")
          : shown;
    }
    Duration exiting = Duration.ofNanos(nanoTime.getAsLong() - guestDownAt);
    if (exiting.compareTo(HANG_TIME) > 0) {
      kill();
    } else if (exiting.compareTo(EXIT_TIME) > 0 && qemu.waitsAfterShutdown()) {
      return shown;
    }
    return new Backend.Observation.Pending();
  }

  private void kill() {
    if (!killed) {
      try {
        process.kill(Posix.SIGKILL);
        killed = true;
      } catch (IOException e) {
        LOG.debug("cannot kill hung QEMU reason={}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    monitor.close();
  }
}
