package postern.gateway.view;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import postern.mux.ScreenSnapshot;

/** The bytes that show a screen and some words about it to a person's terminal. */
public final class ScreenRenderer {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(2048);

  private ScreenRenderer() {}

  /** Whether the screen can be given as lines: nothing stands below the cursor's line either. */
  static boolean asLines(ScreenSnapshot view) {
    if (!view.lineMode()) {
      return false;
    }
    List<String> rows = view.lines();
    for (int row = view.cursorRow() + 1; row < rows.size(); row++) {
      if (!rows.get(row).isBlank()) {
        return false;
      }
    }
    return true;
  }

  /** The rows above the cursor's as plain lines, the words, then the cursor's line. */
  static byte[] lines(ScreenSnapshot view, boolean rows, List<String> words) {
    ScreenRenderer screen = new ScreenRenderer();
    List<String> lines = view.lines();
    int row = 0;
    while (row < view.cursorRow() && lines.get(row).isBlank()) {
      row++; // a screen that is not full yet
    }
    for (; rows && row < view.cursorRow(); row++) {
      screen.put(view.styledLine(row)).put("\r\n");
    }
    for (String word : words) {
      screen.put(word).put("\r\n");
    }
    return screen.put(view.cursorLine()).bytes();
  }

  /** One line over the bottom row of a terminal, everything else left as it is. */
  static byte[] bottomLine(String words, int terminalRows) {
    return new ScreenRenderer()
        .put("\u001b7\u001b[?6l\u001b[" + terminalRows + ";1H\u001b[0m\u001b[K\u001b[7m\u000f")
        .put(words)
        .put("\u001b[0m\u001b8")
        .bytes();
  }

  /** One line over the top row of a terminal, everything else left as it is. */
  public static byte[] topLine(String words) {
    return new ScreenRenderer()
        .put("\u001b7\u001b[?6l\u001b[1;1H\u001b[0m\u001b[K\u001b[7m\u000f")
        .put(words)
        .put("\u001b[0m\u001b8")
        .bytes();
  }

  /** Takes that line away again; an exact paint follows. */
  static byte[] clearBottom(int terminalRows) {
    return new ScreenRenderer()
        .put("\u001b7\u001b[?6l\u001b[" + terminalRows + ";1H\u001b[0m\u001b[2K\u001b8")
        .bytes();
  }

  private ScreenRenderer put(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private byte[] bytes() {
    return out.toByteArray();
  }
}
