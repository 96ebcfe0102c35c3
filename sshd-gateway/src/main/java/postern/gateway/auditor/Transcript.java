package postern.gateway.auditor;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import postern.mux.screen.Screen;

/** Turns what a machine said into lines of text: what scrolled away, then what stands. */
final class Transcript {
  private static final int ROWS = 24;
  private static final int COLS = 80;

  private final Consumer<String> lines;
  private Screen screen;

  Transcript(Consumer<String> lines) {
    this.lines = lines;
    this.screen = fresh();
  }

  void feed(ByteBuffer bytes) {
    screen.feed(bytes);
  }

  /** Gives out what stands on the screen, so that something else can be said; goes on below. */
  void pause() {
    List<String> standing = screen.view(0).lines();
    int last = standing.size();
    while (last > 0 && standing.get(last - 1).isBlank()) {
      last--;
    }
    standing.subList(0, last).forEach(lines);
    screen = fresh();
  }

  void end() {
    pause();
  }

  private Screen fresh() {
    Screen made = new Screen(ROWS, COLS);
    made.onScroll(lines);
    return made;
  }
}
