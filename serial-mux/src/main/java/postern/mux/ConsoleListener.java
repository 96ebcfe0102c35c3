package postern.mux;

/** Receives the events of a console, in order, on the console's event loop. */
@FunctionalInterface
public interface ConsoleListener {
  /** Handles one event and returns at once. A listener that throws is removed. */
  void heard(ConsoleEvent event);
}
