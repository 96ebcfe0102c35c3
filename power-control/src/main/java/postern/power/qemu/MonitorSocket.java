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
 * Where a monitor listens. A monitor serves one client at a time, so all who need it at the same
 * moment share one conversation, and it ends with the last of them: operators' own tools get their
 * turn too.
 */
final class MonitorSocket {
  private final Path path;

  /** Held while a conversation is opened, so that one is opened at a time; that is bounded. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by lock. */
  private @Nullable Monitor shared;

  /** Guarded by lock. */
  private int users;

  MonitorSocket(Path path) {
    this.path = path;
  }

  /** One user's hold on the shared conversation. */
  final class Use implements AutoCloseable {
    private final Monitor monitor;
    private boolean ended;

    private Use(Monitor monitor) {
      this.monitor = monitor;
    }

    Monitor monitor() {
      return monitor;
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        release(monitor);
      }
    }
  }

  Path path() {
    return path;
  }

  Use use() throws IOException {
    lock.lock();
    try {
      Monitor known = shared;
      if (known == null || !known.isOpen()) {
        if (known != null) {
          known.close();
        }
        users = 0;
        known = Monitor.open(path);
        shared = known;
      }
      users++;
      return new Use(known);
    } finally {
      lock.unlock();
    }
  }

  private void release(Monitor monitor) {
    lock.lock();
    try {
      if (monitor != shared) {
        monitor.close();
      } else if (--users == 0) {
        shared = null;
        monitor.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** OFF when nothing listens there, though the directory is there. */
  PowerState state() {
    if (!Files.isDirectory(path.toAbsolutePath().resolveSibling(""))) {
      return PowerState.unknown(path + ": there is no such directory");
    }
    if (!Files.exists(path)) {
      return off(path + " does not exist: QEMU is not running");
    }
    try (Use use = use()) {
      return translate(use.monitor().ask("query-status", Json.object()).text("status").orElse(""));
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
      default -> PowerState.unknown("the monitor gave a state that is not known");
    };
  }
}
