package postern.gateway.auditor;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import postern.mux.screen.Screen;

/**
 * Renders the output of a machine as lines: the rows that scrolled off, then those on the screen.
 */
final class Transcript {
  private static final int ROWS = 24;
  private static final int COLS = 80;

  private final Consumer<String> lines;
  private Screen screen;

  Transcript(Consumer<String> lines) {
    this.lines = lines;
    this.screen = blankScreen();
  }

  void feed(ByteBuffer bytes) {
    screen.feed(bytes);
  }

  /** Passes on the rows on the screen and continues with a blank screen. */
  void pause() {
    List<String> rows = screen.view(0).lines();
    int last = rows.size();
    while (last > 0 && rows.get(last - 1).isBlank()) {
      last--;
    }
    rows.subList(0, last).forEach(lines);
    screen = blankScreen();
  }

  /** Passes on the rows that are left. */
  void end() {
    pause();
  }

  private Screen blankScreen() {
    Screen made = new Screen(ROWS, COLS);
    made.onScroll(lines);
    return made;
  }
}
