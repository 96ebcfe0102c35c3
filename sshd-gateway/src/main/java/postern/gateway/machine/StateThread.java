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
 * Writes state files one after the other for callers that must not wait for the disk. The last
 * changes before a {@code kill -9} may be missing.
 */
public final class StateThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StateThread.class);

  /** The largest number of waiting tasks. More are dropped. */
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

  /** Waits up to 2 s until all tasks so far are done. */
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

  /** Waits up to 2 s until all tasks are done. */
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
