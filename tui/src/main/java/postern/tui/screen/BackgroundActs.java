package postern.tui.screen;

import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.tui.ActOutcome;

/**
 * Runs acts that may take long on threads of their own. An act that was started goes on when the
 * person leaves.
 */
final class BackgroundActs {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundActs.class);

  private final Semaphore permits = new Semaphore(8);
  private final Consumer<Runnable> uiThread;

  /**
   * @param uiThread runs a task on the UI's thread
   */
  BackgroundActs(Consumer<Runnable> uiThread) {
    this.uiThread = uiThread;
  }

  /** Returns false if too many acts are under way. */
  boolean start(String what, Supplier<ActOutcome> act, Consumer<ActOutcome> then) {
    if (!permits.tryAcquire()) {
      return false;
    }
    Thread.ofVirtual()
        .name("text-ui-act")
        .start(() -> {
          ActOutcome outcome = outcome(what, act);
          permits.release();
          uiThread.accept(() -> then.accept(outcome));
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
