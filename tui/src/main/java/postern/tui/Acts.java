package postern.tui;

import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what takes its time apart from the user interface's thread. What was begun goes on when the
 * person leaves.
 */
final class Acts {
  private static final Logger LOG = LoggerFactory.getLogger(Acts.class);

  private final Semaphore places = new Semaphore(8);
  private final Consumer<Runnable> later;

  /**
   * @param later runs something on the user interface's thread
   */
  Acts(Consumer<Runnable> later) {
    this.later = later;
  }

  /** Returns false when too many are under way. */
  boolean begin(String what, Supplier<ActOutcome> act, Consumer<ActOutcome> then) {
    if (!places.tryAcquire()) {
      return false;
    }
    Thread.ofVirtual()
        .name("control-room-act")
        .start(() -> {
          ActOutcome outcome = outcome(what, act);
          places.release();
          later.accept(() -> then.accept(outcome));
        });
    return true;
  }

  private static ActOutcome outcome(String what, Supplier<ActOutcome> act) {
    try {
      return act.get();
    } catch (RuntimeException e) {
      LOG.error("act failed act={}", what, e);
      return new ActOutcome.Refused(what + " failed inside the gateway; its log says more");
    }
  }
}
