package postern.audit.disk;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.Health;

/** Collects the troubles that writers report; the health follows from them. */
public final class HealthBoard {
  private static final Logger LOG = LoggerFactory.getLogger(HealthBoard.class);

  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private final Map<String, String> troubles = new TreeMap<>();
  private final List<Consumer<Health>> listeners = new CopyOnWriteArrayList<>();
  private volatile Health now = new Health.Ok();

  public Health now() {
    return now;
  }

  public boolean ok() {
    return now instanceof Health.Ok;
  }

  /** Adds a listener, which is called on the thread that caused the change. */
  public void listen(Consumer<Health> listener) {
    listeners.add(listener);
  }

  /** Reports that a writer fails. */
  public void report(String who, String why) {
    change(() -> troubles.put(who, why));
  }

  /** Reports that a writer works. */
  public void clear(String who) {
    change(() -> troubles.remove(who));
  }

  private void change(Runnable edit) {
    Health before;
    Health after;
    lock.lock();
    try {
      edit.run();
      before = now;
      Iterator<String> reasons = troubles.values().iterator();
      after = reasons.hasNext() ? new Health.Failing(reasons.next()) : new Health.Ok();
      now = after;
    } finally {
      lock.unlock();
    }
    if (!after.equals(before)) {
      LOG.debug("recording health from={} to={}", before, after);
      listeners.forEach(listener -> tell(listener, after));
    }
  }

  private static void tell(Consumer<Health> listener, Health health) {
    try {
      listener.accept(health);
    } catch (RuntimeException e) {
      LOG.warn("health listener failed", e);
    }
  }
}
