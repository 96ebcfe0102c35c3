package postern.gateway.view;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import postern.mux.ScreenSnapshot;

/** Renders a screen, and lines of the gateway over it, as bytes for a terminal. */
final class ScreenRenderer {
  private static final String SAVE_CURSOR = "\u001b7\u001b[?6l";
  private static final String RESTORE_CURSOR = "\u001b8";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(2048);

  private ScreenRenderer() {}

  /** Returns whether the screen can be shown as plain lines: nothing stands below the cursor. */
  static boolean asLines(ScreenSnapshot screen) {
    if (!screen.lineMode()) {
      return false;
    }
    List<String> rows = screen.lines();
    for (int row = screen.cursorRow() + 1; row < rows.size(); row++) {
      if (!rows.get(row).isBlank()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Renders the rows above the cursor as plain lines, then the notices, then the line of the
   * cursor.
   *
   * @param rows whether the rows above the cursor are rendered
   */
  static byte[] lines(ScreenSnapshot screen, boolean rows, List<String> notices) {
    ScreenRenderer renderer = new ScreenRenderer();
    List<String> lines = screen.lines();
    int row = 0;
    while (row < screen.cursorRow() && lines.get(row).isBlank()) {
      row++; // a screen that is not full yet
    }
    for (; rows && row < screen.cursorRow(); row++) {
      renderer.put(screen.styledLine(row)).put("\r\n");
    }
    for (String notice : notices) {
      renderer.put(notice).put("\r\n");
    }
    return renderer.put(screen.cursorLine()).bytes();
  }

  /** Renders one line over the bottom row of a terminal and changes nothing else. */
  static byte[] bottomLine(String line, int terminalRows) {
    return overRow(line, terminalRows);
  }

  /** Renders one line over the top row of a terminal and changes nothing else. */
  static byte[] topLine(String line) {
    return overRow(line, 1);
  }

  private static byte[] overRow(String line, int row) {
    return new ScreenRenderer()
        .put(SAVE_CURSOR + "\u001b[" + row + ";1H\u001b[0m\u001b[K\u001b[7m\u000f")
        .put(line)
        .put("\u001b[0m" + RESTORE_CURSOR)
        .bytes();
  }

  /** Clears the bottom row. An exact paint of the screen must follow. */
  static byte[] clearBottom(int terminalRows) {
    return new ScreenRenderer()
        .put(SAVE_CURSOR + "\u001b[" + terminalRows + ";1H\u001b[0m\u001b[2K" + RESTORE_CURSOR)
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
