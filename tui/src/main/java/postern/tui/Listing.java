package postern.tui;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rows of a table, sorted and filtered, with one selected: it stays selected by what it is,
 * wherever an update puts it, and keeps its place on the screen.
 */
final class Listing<R> {
  private final Function<R, Object> identity;
  private final Comparator<R> order;
  private final Function<R, String> words;
  private List<R> all = List.of();
  private List<R> shown = List.of();
  private String filter = "";
  private Optional<Object> anchor = Optional.empty();
  private Optional<Object> beforeFilter = Optional.empty();
  private int index;
  private int top;

  /**
   * @param words what the filter searches
   */
  Listing(Function<R, Object> identity, Comparator<R> order, Function<R, String> words) {
    this.identity = identity;
    this.order = order;
    this.words = words;
  }

  /** Returns whether anything is different now. */
  boolean update(List<R> rows) {
    List<R> sorted = new ArrayList<>(rows);
    sorted.sort(order);
    if (sorted.equals(all)) {
      return false;
    }
    all = sorted;
    recompute();
    return true;
  }

  /** An emptied filter puts the bar back where it was before, unless it was moved since. */
  void filter(String text) {
    if (filter.isBlank() && !text.isBlank()) {
      beforeFilter = anchor;
    } else if (text.isBlank() && beforeFilter.isPresent()) {
      anchor = beforeFilter;
      beforeFilter = Optional.empty();
    }
    filter = text;
    recompute();
  }

  String filter() {
    return filter;
  }

  /** Selects this one now, or once it comes. */
  void select(Object which) {
    anchor = Optional.of(which);
    recompute();
  }

  List<R> all() {
    return all;
  }

  List<R> shown() {
    return shown;
  }

  int index() {
    return index;
  }

  Optional<R> selected() {
    return shown.isEmpty() ? Optional.empty() : Optional.of(shown.get(index));
  }

  void moveBy(int rows) {
    moveTo(Math.clamp((long) index + rows, 0, Integer.MAX_VALUE));
  }

  void moveTo(int row) {
    index = Math.clamp(row, 0, Math.max(0, shown.size() - 1));
    anchor = selected().map(identity);
    beforeFilter = Optional.empty();
  }

  /** The first row to draw where so many fit. */
  int top(int height) {
    top = Math.clamp(top, Math.max(0, index - height + 1), index);
    top = Math.clamp(top, 0, Math.max(0, shown.size() - height));
    return top;
  }

  private void recompute() {
    String[] wantedWords = filter.toLowerCase(Locale.ROOT).strip().split(" +", -1);
    shown = filter.isBlank() ? all : all.stream().filter(row -> has(row, wantedWords)).toList();
    int before = index;
    index = anchor.map(this::find).orElse(-1);
    if (index >= 0) {
      top += index - before;
    } else {
      index = Math.clamp(before, 0, Math.max(0, shown.size() - 1)); // gone: its neighbour
    }
    if (!shown.isEmpty()) {
      anchor = selected().map(identity);
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
    String text = words.apply(row).toLowerCase(Locale.ROOT);
    for (String word : wantedWords) {
      if (!text.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
