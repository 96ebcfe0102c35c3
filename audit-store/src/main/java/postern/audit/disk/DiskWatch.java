package postern.audit.disk;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports writes that do not return, and refills the reserve once there is room. */
public final class DiskWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final long OVERDUE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Disk disk;
  private final List<WorkerThread> writers;
  private final WorkerThread worker = new WorkerThread("watch", this::run);

  public DiskWatch(Disk disk, List<WorkerThread> writers) {
    this.disk = disk;
    this.writers = List.copyOf(writers);
    worker.start();
  }

  private void run() throws InterruptedException {
    for (int tick = 0; worker.pause(TICK); tick++) {
      writers.forEach(this::check);
      if (tick % 10 == 0 && !disk.reserve().full()) {
        refill();
      }
    }
  }

  private void check(WorkerThread writer) {
    long since = writer.busySince();
    String name = writer.name() + " overdue";
    if (since != 0 && System.nanoTime() - since > OVERDUE_NANOS) {
      disk.board().report(name, "the disk of " + disk.dir().root() + " does not answer");
    } else {
      disk.board().clear(name);
    }
  }

  private void refill() {
    try {
      disk.reserve().refill(disk.space(), disk.space().high());
    } catch (IOException e) {
      LOG.warn("free space not known reason={}", e.getMessage());
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
