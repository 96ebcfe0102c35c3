package postern.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import postern.mux.CellStyle;
import postern.mux.ScreenSnapshot;

/** A screen of some rows with the cursor behind the last. */
record FakeScreen(boolean lineMode, List<String> shown) implements ScreenSnapshot {
  @Override
  public int rows() {
    return 24;
  }

  @Override
  public int cols() {
    return 80;
  }

  @Override
  public int cursorRow() {
    return Math.max(0, shown.size() - 1);
  }

  @Override
  public int cursorCol() {
    return shown.isEmpty() ? 0 : shown.getLast().length();
  }

  @Override
  public long offset() {
    return 0;
  }

  @Override
  public List<String> lines() {
    List<String> all = new ArrayList<>(shown);
    while (all.size() < rows()) {
      all.add("");
    }
    return all;
  }

  @Override
  public String styledLine(int row) {
    return lines().get(row);
  }

  @Override
  public int addressRow() {
    return cursorRow();
  }

  @Override
  public String cursorLine() {
    return lines().get(cursorRow()) + "\r\033[" + cursorCol() + "C";
  }

  @Override
  public byte[] paint() {
    return ("<paint " + String.join("|", shown) + ">").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] paint(int terminalRows, int terminalCols, @Nullable ScreenSnapshot before) {
    return ("<part " + terminalCols + "x" + terminalRows + " " + String.join("|", shown) + ">")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] modes() {
    return new byte[0];
  }

  @Override
  public int codePoint(int row, int col) {
    return ' ';
  }

  @Override
  public CellStyle style(int row, int col) {
    return CellStyle.PLAIN;
  }
}
