package postern.audit.disk;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ending of the store's own threads. */
public final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private Threads() {}

  /** Waits at most 10 s. False when it still runs. */
  public static boolean join(Thread thread) {
    try {
      if (thread.join(LONGEST)) {
        return true;
      }
      LOG.warn("thread did not end name={}", thread.getName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
