package postern.tui.screen;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal that interprets the sequences Lanterna sends, and fails on any other. */
final class AnsiGrid {
  private static final Pattern CSI = Pattern.compile("\u001b\\[(\\??)([0-9;]*)([A-Za-z])");

  private final char[][] cells;
  private final boolean[][] reverse;
  private int x;
  private int y;
  private boolean reversed;
  private boolean cursor = true;
  private boolean alternate;

  AnsiGrid(int cols, int rows) {
    cells = new char[Math.min(rows, 200)][Math.min(cols, 500)];
    reverse = new boolean[cells.length][cells[0].length];
    for (char[] row : cells) {
      Arrays.fill(row, ' ');
    }
  }

  void feed(String text) {
    Matcher matcher = CSI.matcher(text);
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == 0x1b) {
        if (!matcher.find(i) || matcher.start() != i) {
          throw new AssertionError("strange sequence at " + i);
        }
        sequence(!matcher.group(1).isEmpty(), matcher.group(2), matcher.group(3).charAt(0));
        i = matcher.end();
      } else {
        put(c);
        i++;
      }
    }
  }

  private void sequence(boolean mode, String parameters, char what) {
    if (mode) {
      cursor = parameters.equals("25") ? what == 'h' : cursor;
      alternate = parameters.equals("1049") ? what == 'h' : alternate;
      return;
    }
    switch (what) {
      case 'H' -> {
        String[] at = parameters.split(";", -1);
        y = Integer.parseInt(at[0]) - 1;
        x = Integer.parseInt(at[1]) - 1;
      }
      case 'J' -> {
        for (char[] row : cells) {
          Arrays.fill(row, ' ');
        }
      }
      case 'm' -> {
        switch (parameters) {
          case "0", "", "27" -> reversed = false;
          case "7" -> reversed = true;
          default -> {}
        }
      }
      default -> throw new AssertionError("strange sequence " + parameters + what);
    }
  }

  private void put(char c) {
    if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
      throw new AssertionError("control character " + (int) c);
    }
    if (y < cells.length && x < cells[y].length) {
      cells[y][x] = c;
      reverse[y][x] = reversed;
    }
    x++;
    if (c >= 0x3041 && c <= 0xd7a3 && y < cells.length && x < cells[y].length) {
      cells[y][x++] = '\0';
    }
  }

  /** The rows without trailing blanks. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (char[] row : cells) {
      text.append(new String(row).replace("\0", "").stripTrailing()).append('\n');
    }
    return text.toString();
  }

  boolean reverseAt(int col, int row) {
    return reverse[row][col];
  }

  boolean cursorShown() {
    return cursor;
  }

  boolean alternateScreen() {
    return alternate;
  }
}
