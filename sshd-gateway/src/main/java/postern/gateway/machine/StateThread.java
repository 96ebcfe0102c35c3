package postern.gateway.machine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes small files of state, one after the other, for those who must not wait for the disk. What
 * was told in the last moment before a {@code kill -9} may be missing.
 */
public final class StateThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StateThread.class);

  /** More than every console of a large acts at once; what finds no room is not written. */
  private static final int MOST = 32 * 1024;

  private final ExecutorService writer =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST),
          Thread.ofVirtual().name("console-state").factory());

  void later(Runnable task) {
    try {
      writer.execute(task);
    } catch (RejectedExecutionException full) {
      log.warn("console state not written stops={} most={}", writer.isShutdown(), MOST);
    }
  }

  /** Waits until all that was told is written, for 2 s at most. */
  void flush() {
    CountDownLatch written = new CountDownLatch(1);
    later(written::countDown);
    try {
      if (!written.await(2, TimeUnit.SECONDS)) {
        log.warn("console state not written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what is still to be written, for 2 s at most. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(2, TimeUnit.SECONDS)) {
        log.warn("console state not written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
