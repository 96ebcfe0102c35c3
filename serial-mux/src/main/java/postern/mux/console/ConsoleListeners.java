package postern.mux.console;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.ConsoleEvent;
import postern.mux.ConsoleId;
import postern.mux.ConsoleListener;

/**
 * The listeners of a console, which are told on its event loop. A listener that throws is removed
 * and the console goes on. Thread-safe.
 */
final class ConsoleListeners {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleListeners.class);

  private final ConsoleId id;
  private final Consumer<Runnable> onLoop;
  private final List<ConsoleListener> all = new CopyOnWriteArrayList<>();
  private final List<ConsoleListener> forOutput = new CopyOnWriteArrayList<>();

  /**
   * @param onLoop runs a task on the console's event loop
   */
  ConsoleListeners(ConsoleId id, Consumer<Runnable> onLoop) {
    this.id = id;
    this.onLoop = onLoop;
  }

  void add(ConsoleListener listener) {
    all.add(listener);
  }

  void addForOutput(ConsoleListener listener) {
    all.add(listener);
    forOutput.add(listener);
  }

  void remove(ConsoleListener listener) {
    all.remove(listener);
    forOutput.remove(listener);
  }

  /** Events are delivered in the order of these calls. */
  void tell(ConsoleEvent event) {
    tell(all, event);
  }

  void tellOutput(long endOffset) {
    tell(forOutput, new ConsoleEvent.Output(endOffset));
  }

  /** Does not wake the event loop if there is no listener. */
  private void tell(List<ConsoleListener> listeners, ConsoleEvent event) {
    if (!listeners.isEmpty()) {
      onLoop.accept(() -> deliver(listeners, event));
    }
  }

  private void deliver(List<ConsoleListener> listeners, ConsoleEvent event) {
    for (ConsoleListener listener : listeners) {
      try {
        listener.heard(event);
      } catch (RuntimeException fault) {
        LOG.error("listener failed, removed console={}", id, fault);
        remove(listener);
      }
    }
  }
}
