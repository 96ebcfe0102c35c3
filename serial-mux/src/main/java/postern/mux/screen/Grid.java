package postern.mux.screen;

import org.jspecify.annotations.Nullable;

/** The rows of one screen. A row that was never written to takes no memory. */
final class Grid {
  private final int cols;
  private final @Nullable Row[] rows;

  Grid(int rows, int cols) {
    this.cols = cols;
    this.rows = new @Nullable Row[rows];
  }

  Row row(int index) {
    Row row = rows[index];
    if (row == null) {
      row = new Row(cols);
      rows[index] = row;
    }
    return row;
  }

  /** Returns a row, or null if it is blank. */
  @Nullable Row written(int index) {
    return rows[index];
  }

  Grid copy() {
    return resized(rows.length, cols, 0);
  }

  /**
   * Returns a copy of another size.
   *
   * @param dropped the number of rows removed at the top
   */
  Grid resized(int newRows, int newCols, int dropped) {
    Grid grid = new Grid(newRows, newCols);
    for (int i = dropped; i < rows.length && i - dropped < newRows; i++) {
      Row row = rows[i];
      grid.rows[i - dropped] = row == null ? null : row.copy(newCols);
    }
    return grid;
  }

  /** Returns a copy of a part. */
  Grid part(int up, int partRows, int left, int partCols) {
    Grid grid = new Grid(partRows, partCols);
    for (int i = 0; i < partRows; i++) {
      Row row = rows[up + i];
      grid.rows[i] = row == null ? null : row.part(left, partCols);
    }
    return grid;
  }

  void clear(int from, int to, long look) {
    for (int i = from; i < to; i++) {
      clearRow(i, look);
    }
  }

  private void clearRow(int index, long look) {
    Row row = rows[index];
    if (row != null) {
      row.clear(look);
    } else if (look != 0) {
      row(index).clear(look);
    }
  }

  void scrollUp(int top, int bottom, int count, long look) {
    int n = Math.min(count, bottom - top + 1);
    for (int i = 0; i < n; i++) {
      Row gone = rows[top];
      System.arraycopy(rows, top + 1, rows, top, bottom - top);
      rows[bottom] = gone;
      clearRow(bottom, look);
    }
  }

  void scrollDown(int top, int bottom, int count, long look) {
    int n = Math.min(count, bottom - top + 1);
    for (int i = 0; i < n; i++) {
      Row gone = rows[bottom];
      System.arraycopy(rows, top, rows, top + 1, bottom - top);
      rows[top] = gone;
      clearRow(top, look);
    }
  }
}
