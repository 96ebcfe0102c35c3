package postern.gateway.ssh;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits how often one key may cause an event: a burst of {@value #AT_ONCE}, then {@value
 * #A_SECOND} a second. Never blocks; may be called by any thread.
 */
public final class KeyRateLimit {
  private static final int AT_ONCE = 2000;
  private static final int A_SECOND = 50;
  private static final double NANOS = 1e9;

  /** With this many keys, those whose burst is full again are forgotten. */
  private static final int KEYS = 1024;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<String, Count> counts = new HashMap<>();

  private static final class Count {
    double left = AT_ONCE;
    long at;

    double refilled(long now) {
      left = Math.min(AT_ONCE, left + (now - at) / NANOS * A_SECOND);
      at = now;
      return left;
    }
  }

  /**
   * Counts one event of this key. Returns false, and counts nothing, if the limit is reached.
   *
   * @param fingerprint of a key that has logged in
   * @param now System.nanoTime
   */
  public boolean take(String fingerprint, long now) {
    lock.lock();
    try {
      if (counts.size() >= KEYS) {
        counts.values().removeIf(count -> count.refilled(now) >= AT_ONCE);
      }
      Count count =
          counts.computeIfAbsent(
              fingerprint,
              key -> {
                Count fresh = new Count();
                fresh.at = now;
                return fresh;
              });
      if (count.refilled(now) < 1) {
        return false;
      }
      count.left--;
      return true;
    } finally {
      lock.unlock();
    }
  }
}
