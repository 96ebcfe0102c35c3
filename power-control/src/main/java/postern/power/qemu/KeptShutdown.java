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
 * The soft shutdown of a QEMU under the keeper: done when the guest has shut down and QEMU has
 * ended, or waits because of {@code -no-shutdown}.
 *
 * <p>QEMU 7.2 can hang for ever in {@code monitor_cleanup} when a command arrives while it exits.
 * The monitor is therefore not asked until QEMU has had time to exit, and a QEMU that hangs is
 * killed: the guest has shut down and QEMU has closed its disks by then. Looked at by one thread.
 */
final class KeptShutdown implements Backend.Evidence {
  private static final Logger LOG = LoggerFactory.getLogger(KeptShutdown.class);
  private static final Duration EXITS = Duration.ofSeconds(2);
  private static final Duration HANGS = Duration.ofSeconds(20);

  private final Backend.Evidence monitor;
  private final KeptProcess process;
  private final MonitoredQemu qemu;
  private final LongSupplier nanoTime;
  private boolean down;
  private boolean killed;
  private long downSince;

  /**
   * @param monitor what the monitor tells of the shutdown; closed with this
   */
  KeptShutdown(
      Backend.Evidence monitor, KeptProcess process, MonitoredQemu qemu, LongSupplier nanoTime) {
    this.monitor = monitor;
    this.process = process;
    this.qemu = qemu;
    this.nanoTime = nanoTime;
  }

  @Override
  public Backend.Sight look() {
    Backend.Sight told = monitor.look();
    if (!(told instanceof Backend.Sight.Done(String evidence))) {
      return told;
    }
    if (!down) {
      down = true;
      downSince = nanoTime.getAsLong();
    }
    if (process.state().power() == Power.OFF) {
      return killed
          ? new Backend.Sight.Done(evidence + "; QEMU did not exit and was killed")
          : told;
    }
    Duration exiting = Duration.ofNanos(nanoTime.getAsLong() - downSince);
    if (exiting.compareTo(HANGS) > 0) {
      kill();
    } else if (exiting.compareTo(EXITS) > 0 && qemu.waitsAfterShutdown()) {
      return told;
    }
    return new Backend.Sight.Nothing();
  }

  private void kill() {
    if (!killed) {
      try {
        process.kill(Posix.SIGKILL);
        killed = true;
      } catch (IOException e) {
        LOG.debug("hung QEMU not killed yet reason={}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    monitor.close();
  }
}
