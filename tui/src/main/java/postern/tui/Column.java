package postern.tui;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A column of a table.
 *
 * @param least columns of characters it needs to be of use
 * @param most it can use
 * @param rank the lower, the longer it stays when the terminal is narrow
 */
record Column<R>(
    String title, int least, int most, int rank, BiFunction<R, Ages, Column.Cell> cell) {

  /** Foreign text, cleaned when it is drawn. */
  record Cell(String text, Look.Tone tone) {
    static Cell plain(String text) {
      return new Cell(text, Look.Tone.PLAIN);
    }
  }

  /** The width of each column where so much room is, 0 for one left out; one blank between two. */
  static <R> int[] widths(List<Column<R>> columns, int room) {
    int[] widths = new int[columns.size()];
    List<Integer> byRank = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      byRank.add(i);
    }
    byRank.sort(Comparator.comparingInt(i -> columns.get(i).rank()));
    int left = room + 1;
    for (int i : byRank) {
      int least = columns.get(i).least();
      if (left >= least + 1 || left == room + 1) {
        widths[i] = Math.min(least, room);
        left -= widths[i] + 1;
      }
    }
    boolean grown = true;
    while (left > 0 && grown) {
      grown = false;
      for (int i : byRank) {
        if (left > 0 && widths[i] > 0 && widths[i] < columns.get(i).most()) {
          widths[i]++;
          left--;
          grown = true;
        }
      }
    }
    return widths;
  }
}
