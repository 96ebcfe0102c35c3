package postern.mux;

import java.time.Clock;
import java.util.Collection;
import java.util.Optional;

/** All consoles of this gateway, with the event loops, timers and ring pool they share. */
public final class SerialMux implements AutoCloseable {
  private SerialMux() {}

  public static SerialMux start(Clock clock) {
    throw new IllegalStateException("not built yet");
  }

  /** Adds a console and starts to connect it; its recorder sees every chunk first. */
  public Console open(ConsoleSettings settings, Recorder recorder) {
    throw new IllegalStateException("not built yet");
  }

  public Optional<Console> console(ConsoleId id) {
    return Optional.empty();
  }

  public Collection<Console> consoles() {
    throw new IllegalStateException("not built yet");
  }

  /** Removes a console: everyone there reads why, its line closes, ring and screen are cleared. */
  public void remove(ConsoleId id, String why) {}

  /** Closes every console and stops the threads, within 5 s. */
  @Override
  public void close() {}
}
