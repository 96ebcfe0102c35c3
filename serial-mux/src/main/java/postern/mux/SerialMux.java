package postern.mux;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** All consoles of this gateway. Thread-safe. */
public interface SerialMux extends AutoCloseable {
  /**
   * Adds a console and starts to connect it. Its recorder sees every chunk first.
   *
   * @throws IllegalArgumentException if a console of this id is open
   */
  Console open(ConsoleSettings settings, Recorder recorder);

  /** Returns the console of this id, if it is open. */
  Optional<Console> console(ConsoleId id);

  /** Returns a copy of the open consoles. */
  Collection<Console> consoles();

  /**
   * Removes a console: everyone attached reads the reason, the line closes, ring and screen are
   * cleared. Returns at once; does nothing if there is no such console.
   *
   * @return done once the recorder was given all the console's output
   */
  CompletableFuture<?> remove(ConsoleId id, String why);

  /** Closes every console and stops the threads, within 5 s. */
  @Override
  void close();
}
