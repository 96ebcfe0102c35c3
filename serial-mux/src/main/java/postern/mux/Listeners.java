package postern.mux;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears of a console; one that fails is forgotten and the console goes on. Any thread. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final ConsoleId id;
  private final List<ConsoleListener> all = new CopyOnWriteArrayList<>();

  Listeners(ConsoleId id) {
    this.id = id;
  }

  void add(ConsoleListener listener) {
    all.add(listener);
  }

  void remove(ConsoleListener listener) {
    all.remove(listener);
  }

  boolean none() {
    return all.isEmpty();
  }

  void tell(Consumer<ConsoleListener> what) {
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
