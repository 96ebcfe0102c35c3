package postern.tui.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import postern.tui.terminal.Style;

/**
 * A column of a table. Widths are in characters.
 *
 * @param least the smallest useful width
 * @param most the greatest useful width
 * @param rank on a narrow terminal, columns of a higher rank are omitted first
 */
public record Column<R>(
    String title, int least, int most, int rank, BiFunction<R, Ages, Column.Cell> cell) {

  /** Untrusted text; it is cleaned when it is drawn. */
  public record Cell(String text, Style.Tone tone) {
    public static Cell plain(String text) {
      return new Cell(text, Style.Tone.PLAIN);
    }
  }

  /** The width of each column, 0 for an omitted one. Columns are separated by one blank. */
  public static <R> int[] widths(List<Column<R>> columns, int total) {
    int[] widths = new int[columns.size()];
    List<Integer> byRank = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      byRank.add(i);
    }
    byRank.sort(Comparator.comparingInt(i -> columns.get(i).rank()));
    int left = total + 1;
    for (int i : byRank) {
      int least = columns.get(i).least();
      if (left >= least + 1 || left == total + 1) {
        widths[i] = Math.min(least, total);
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
