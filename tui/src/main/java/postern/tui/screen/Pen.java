package postern.tui.screen;

import com.googlecode.lanterna.gui2.TextGUIGraphics;
import postern.tui.table.Column.Cell;
import postern.tui.terminal.Style;
import postern.tui.terminal.Style.Tone;

/** Draws cleaned text of exact width. Text outside the screen is ignored. */
final class Pen {
  private final TextGUIGraphics graphics;
  private final Style style;

  Pen(TextGUIGraphics graphics, Style style) {
    this.graphics = graphics;
    this.style = style;
    style.apply(Tone.PLAIN, graphics);
    graphics.fill(' ');
  }

  int rows() {
    return graphics.getSize().getRows();
  }

  int columns() {
    return graphics.getSize().getColumns();
  }

  /** Draws a whole row. */
  void line(int row, String text, Tone tone) {
    text(0, row, columns(), new Cell(text, tone));
  }

  void text(int column, int row, int width, Cell cell) {
    if (row < 0 || row >= rows() || width <= 0) {
      return;
    }
    style.apply(cell.tone(), graphics);
    graphics.putString(column, row, style.text().fit(style.text().clean(cell.text()), width));
  }
}
