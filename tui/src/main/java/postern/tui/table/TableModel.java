package postern.tui.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The sorted and filtered rows of a table and the selected row. An update does not change which row
 * is selected, nor where it is on the screen.
 */
public final class TableModel<R> {
  private final Function<R, Object> identity;
  private final Comparator<R> order;
  private final Function<R, String> searchText;
  private List<R> all = List.of();
  private List<R> shown = List.of();
  private String filter = "";
  private Optional<Object> selectedId = Optional.empty();
  private Optional<Object> idBeforeFilter = Optional.empty();
  private int index;
  private int top;

  /**
   * @param searchText the text that the filter searches
   */
  public TableModel(
      Function<R, Object> identity, Comparator<R> order, Function<R, String> searchText) {
    this.identity = identity;
    this.order = order;
    this.searchText = searchText;
  }

  /** Returns whether anything has changed. */
  public boolean update(List<R> rows) {
    List<R> sorted = new ArrayList<>(rows);
    sorted.sort(order);
    if (sorted.equals(all)) {
      return false;
    }
    all = sorted;
    recompute();
    return true;
  }

  /** Clearing the filter restores the earlier selection, unless the selection was moved since. */
  public void filter(String text) {
    if (filter.isBlank() && !text.isBlank()) {
      idBeforeFilter = selectedId;
    } else if (text.isBlank() && idBeforeFilter.isPresent()) {
      selectedId = idBeforeFilter;
      idBeforeFilter = Optional.empty();
    }
    filter = text;
    recompute();
  }

  public String filter() {
    return filter;
  }

  /** Selects the row of that identity, now or when an update adds it. */
  public void select(Object which) {
    selectedId = Optional.of(which);
    recompute();
  }

  public List<R> all() {
    return all;
  }

  public List<R> shown() {
    return shown;
  }

  public int index() {
    return index;
  }

  public Optional<R> selected() {
    return shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(index));
  }

  public void moveBy(int rows) {
    moveTo(Math.clamp((long) index + rows, 0, Integer.MAX_VALUE));
  }

  public void moveTo(int row) {
    index = Math.clamp(row, 0, Math.max(0, shown.size() - 1));
    selectedId = selected().map(identity);
    idBeforeFilter = Optional.empty();
  }

  /** The first row to draw in a table of that height. */
  public int top(int height) {
    top = Math.clamp(top, Math.max(0, index - height + 1), index);
    top = Math.clamp(top, 0, Math.max(0, shown.size() - height));
    return top;
  }

  private void recompute() {
    String[] wantedWords = filter.toLowerCase(Locale.ROOT).strip().split(" +", -1);
    shown = filter.isBlank() ? all : all.stream().filter(row -> has(row, wantedWords)).toList();
    int before = index;
    index = selectedId.map(this::find).orElse(-1);
    if (index >= 0) {
      top += index - before;
    } else {
      index =
          Math.clamp(
              before, 0, Math.max(0, shown.size() - 1)); // the row was removed: its neighbour
    }
    if (!shown.isEmpty()) {
      selectedId = selected().map(identity);
    }
  }

  private int find(Object which) {
    for (int i = 0; i < shown.size(); i++) {
      if (identity.apply(shown.get(i)).equals(which)) {
        return i;
      }
    }
    return -1;
  }

  private boolean has(R row, String[] wantedWords) {
    String text = searchText.apply(row).toLowerCase(Locale.ROOT);
    for (String word : wantedWords) {
      if (!text.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
