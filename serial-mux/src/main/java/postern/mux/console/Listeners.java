package postern.mux.console;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.ConsoleId;
import postern.mux.ConsoleListener;

/**
 * Who hears of a console, on its thread; one that fails is forgotten and the console goes on. Any
 * thread.
 */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final ConsoleId id;
  private final Consumer<Runnable> onLoop;
  private final List<ConsoleListener> all = new CopyOnWriteArrayList<>();

  /**
   * @param onLoop has a task run on the console's thread
   */
  Listeners(ConsoleId id, Consumer<Runnable> onLoop) {
    this.id = id;
    this.onLoop = onLoop;
  }

  void add(ConsoleListener listener) {
    all.add(listener);
  }

  void remove(ConsoleListener listener) {
    all.remove(listener);
  }

  /** In the order in which it is called. */
  void later(Consumer<ConsoleListener> what) {
    if (!all.isEmpty()) {
      onLoop.accept(() -> tell(what));
    }
  }

  /** The console's thread is not woken where nobody wants to hear of it. */
  void output(long endOffset) {
    for (ConsoleListener listener : all) {
      if (listener.hearsOutput()) {
        later(each -> each.output(endOffset));
        return;
      }
    }
  }

  private void tell(Consumer<ConsoleListener> what) {
    for (ConsoleListener listener : all) {
      try {
        what.accept(listener);
      } catch (RuntimeException fault) {
        LOG.error("listener failed, removed console={}", id, fault);
        remove(listener);
      }
    }
  }
}
