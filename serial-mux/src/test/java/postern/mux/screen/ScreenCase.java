package postern.mux.screen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import postern.mux.CellStyle;

/**
 * A statement about the terminal: the input and what is then shown. {@code ^} in the input stands
 * for ESC, {@code ‸} for a caret; rows are joined by {@code |}; the screen is 4 by 10 unless the
 * name starts with a size.
 */
record ScreenCase(String name, String wire, String lines, int row, int col, List<Look> looks) {
  /** The expected style of a cell, in the words of {@link #describe}. */
  record Look(int row, int col, String words) {}

  static final int ROWS = 4;
  static final int COLS = 10;

  static ScreenCase shows(String name, String input, String lines, int row, int col) {
    return new ScreenCase(
        name,
        new String(bytes(input), StandardCharsets.ISO_8859_1),
        lines,
        row,
        col,
        new ArrayList<>());
  }

  /** Adds an expected style. The record's list is mutable while the table is built. */
  ScreenCase looks(int row, int col, String words) {
    looks.add(new Look(row, col, words));
    return this;
  }

  static byte[] bytes(String input) {
    return input.replace('^', '\033').replace('‸', '^').getBytes(StandardCharsets.UTF_8);
  }

  /** Characters up to U+00FF are the bytes themselves. */
  static ScreenCase raw(String name, String input, String lines, int row, int col) {
    return new ScreenCase(
        name, input.replace('^', '\033').replace('‸', '^'), lines, row, col, new ArrayList<>());
  }

  static String describe(CellStyle style) {
    StringBuilder words = new StringBuilder();
    words.append(style.bold() ? "bold " : "").append(style.faint() ? "faint " : "");
    words.append(style.italic() ? "italic " : "").append(style.underline() ? "underline " : "");
    words.append(style.blink() ? "blink " : "").append(style.inverse() ? "inverse " : "");
    words.append(style.hidden() ? "hidden " : "").append(style.struck() ? "struck " : "");
    words.append(
        style.foreground() == -1 ? "" : "fg=" + Integer.toHexString(style.foreground()) + " ");
    words.append(style.background() == -1 ? "" : "bg=" + Integer.toHexString(style.background()));
    return words.toString().strip();
  }

  /** Each character of {@link #wire} is a byte. */
  byte[] input() {
    return wire.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return name;
  }
}
