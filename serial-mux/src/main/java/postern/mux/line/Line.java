package postern.mux.line;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import postern.mux.BreakOutcome;

/**
 * One try at reaching a console, used once: opened, carrying bytes for a while, closed. What it has
 * to say goes to its {@link LineListener}. Unless said otherwise a method is called on the
 * console's thread only.
 */
public interface Line {
  /** Starts to connect and returns at once; the listener hears {@code up} or {@code down}. */
  void open();

  /** Stops reading, so that the machine feels it; at most one more chunk may arrive. */
  void pause();

  void resume();

  /**
   * Reads slower the more there is to read for those who watch. The slowest is still faster than
   * any machine needs: 25 MB/s. Lines that never come near that do nothing.
   *
   * @param unread part of the ring that the hindmost of them has still to read, 0 to 1
   */
  default void ease(double unread) {}

  /**
   * Hands bytes to the operating system without waiting. Any thread, one at a time.
   *
   * @return how many of them went; the buffer's position moves past these
   */
  int write(ByteBuffer bytes);

  /** Asks for one {@link LineListener#room} once more can be written. Any thread. */
  void wantRoom();

  /** Sends a break of this length and returns at once. Any thread. */
  BreakOutcome sendBreak(Duration length);

  /**
   * Drops DTR for a second, so that the far end hangs up, and returns at once. Any thread.
   *
   * @return why not, where the line has none
   */
  default Optional<String> hangUp() {
    return Optional.of("this kind of line has no DTR");
  }

  /** Closes; nothing is heard from it afterwards. Safe to call twice. */
  void close();
}
