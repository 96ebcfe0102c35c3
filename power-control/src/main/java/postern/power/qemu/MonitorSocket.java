package postern.power.qemu;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.json.Json;

/**
 * The unix socket of a QEMU monitor. A monitor serves one client at a time. Everybody who needs it
 * at the same time therefore shares one connection, which is closed after the last use so that the
 * operators' own tools can connect.
 */
final class MonitorSocket {
  private final Path path;

  /** Held while a connection is opened, so that one is opened at a time. That time is limited. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock. */
  private @Nullable Monitor shared;

  /** Guarded by lock. */
  private int leases;

  MonitorSocket(Path path) {
    this.path = path;
  }

  /** The use of the shared connection until {@link #close}. Confined to one thread at a time. */
  final class Lease implements AutoCloseable {
    private final Monitor monitor;
    private boolean closed;

    private Lease(Monitor monitor) {
      this.monitor = monitor;
    }

    Monitor monitor() {
      return monitor;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release(monitor);
      }
    }
  }

  Path path() {
    return path;
  }

  Lease lease() throws IOException {
    lock.lock();
    try {
      Monitor monitor = shared;
      if (monitor == null || !monitor.isOpen()) {
        if (monitor != null) {
          monitor.close();
        }
        leases = 0;
        monitor = Monitor.open(path);
        shared = monitor;
      }
      leases++;
      return new Lease(monitor);
    } finally {
      lock.unlock();
    }
  }

  private void release(Monitor monitor) {
    lock.lock();
    try {
      if (monitor != shared) {
        monitor.close();
      } else if (--leases == 0) {
        shared = null;
        monitor.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Off if the directory exists but nothing listens on the socket. */
  PowerState state() {
    if (!Files.isDirectory(path.toAbsolutePath().resolveSibling(""))) {
      return PowerState.unknown(path + ": no such directory");
    }
    if (!Files.exists(path)) {
      return off(path + " does not exist: QEMU is not running");
    }
    try (Lease lease = lease()) {
      return translate(
          lease.monitor().ask("query-status", Json.object()).text("status").orElse(""));
    } catch (ConnectException refused) {
      return off("nothing listens on " + path + ": QEMU is not running");
    } catch (IOException e) {
      return Files.exists(path)
          ? PowerState.unknown(String.valueOf(e.getMessage()))
          : off("QEMU ended");
    }
  }

  private static PowerState off(String reason) {
    return new PowerState(Power.OFF, Optional.empty(), Optional.of(reason));
  }

  private static PowerState translate(String status) {
    return switch (status) {
      case "running" -> PowerState.of(Power.ON);
      case "shutdown" -> off("the guest has shut down; QEMU waits");
      case "paused" -> PowerState.of(Power.PAUSED);
      case "prelaunch",
          "suspended",
          "debug",
          "inmigrate",
          "postmigrate",
          "finish-migrate",
          "save-vm",
          "restore-vm",
          "watchdog",
          "io-error",
          "internal-error",
          "guest-panicked",
          "colo" ->
          new PowerState(Power.PAUSED, Optional.empty(), Optional.of(status));
      default -> PowerState.unknown("the monitor reports an unknown state");
    };
  }
}
