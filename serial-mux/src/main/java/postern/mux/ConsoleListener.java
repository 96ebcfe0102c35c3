package postern.mux;

import java.util.Optional;

/** Told of what happens at a console, in order. */
public interface ConsoleListener {
  /**
   * Output was taken, recorded and put into the ring and the screen. Told where somebody {@link
   * #hearsOutput}.
   */
  default void output(long endOffset) {}

  /**
   * Whether it wants to hear of output: asked at each, so that the console's thread is not woken
   * for nothing.
   */
  default boolean hearsOutput() {
    return false;
  }

  /** Any notice that people there are told too. */
  default void notice(Notice notice) {}

  /** What was said at this offset told something about the machine. */
  default void sign(Sign sign, long offset) {}

  /**
   * The keyboard is kept from everybody but this one, whose log-in may be open; or from nobody any
   * more. Of an end of the console itself nothing is told.
   */
  default void locked(Optional<Viewer> by) {}

  /** What this one had said of the terminal's size does not count any more. */
  default void sizeForgotten(SizeFrom from) {}

  /** Someone came or went. */
  default void viewers() {}
}
