package postern.tui;

import com.googlecode.lanterna.gui2.TextGUIGraphics;
import postern.tui.Column.Cell;
import postern.tui.Look.Tone;

/** Writes cleaned text of exact width; what does not fit on the screen is left out. */
final class Pen {
  private final TextGUIGraphics graphics;
  private final Look look;

  Pen(TextGUIGraphics graphics, Look look) {
    this.graphics = graphics;
    this.look = look;
    look.apply(Tone.PLAIN, graphics);
    graphics.fill(' ');
  }

  int rows() {
    return graphics.getSize().getRows();
  }

  int columns() {
    return graphics.getSize().getColumns();
  }

  /** Fills the row. */
  void line(int row, String text, Tone tone) {
    text(0, row, columns(), new Cell(text, tone));
  }

  void text(int column, int row, int width, Cell cell) {
    if (row < 0 || row >= rows() || width <= 0) {
      return;
    }
    look.apply(cell.tone(), graphics);
    graphics.putString(column, row, look.text().fit(look.text().clean(cell.text()), width));
  }
}
