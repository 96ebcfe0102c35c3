package postern.mux.screen;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A row of cells. The right half of a wide character is 0. */
final class Row {
  private static final int MAX_MARKS = 8;

  final int[] text;
  final long[] looks;
  private @Nullable String @Nullable [] marks;
  private boolean wide;

  /** The row continues the row above, which was wrapped. */
  boolean continued;

  Row(int cols) {
    text = new int[cols];
    looks = new long[cols];
    Arrays.fill(text, ' ');
  }

  private Row(Row other, int cols) {
    int from = other.text.length;
    text = Arrays.copyOf(other.text, cols);
    looks = Arrays.copyOf(other.looks, cols);
    marks = other.marks == null ? null : Arrays.copyOf(other.marks, cols);
    wide = other.wide;
    continued = other.continued;
    if (cols > from) {
      Arrays.fill(text, from, cols, ' ');
    } else if (cols < from) {
      cutOff();
    }
  }

  /** Removes half of a wide character from the last column. */
  private void cutOff() {
    int last = text.length - 1;
    if (text[last] != 0 && CharacterWidth.of(text[last]) == 2) {
      text[last] = ' ';
      unmark(last, last + 1);
    }
  }

  Row copy(int cols) {
    return new Row(this, cols);
  }

  /** Returns a copy of some columns. A blank replaces a wide character that is cut in two. */
  Row part(int left, int cols) {
    Row whole = copy(left + cols);
    whole.split(left);
    Row part = new Row(cols);
    System.arraycopy(whole.text, left, part.text, 0, cols);
    System.arraycopy(whole.looks, left, part.looks, 0, cols);
    @Nullable String @Nullable [] all = whole.marks;
    part.marks = all == null ? null : Arrays.copyOfRange(all, left, left + cols);
    part.wide = wide;
    return part;
  }

  String marks(int col) {
    @Nullable String @Nullable [] all = marks;
    String some = all == null ? null : all[col];
    return some == null ? "" : some;
  }

  /** Writes ASCII, the common case. */
  void put(byte[] bytes, int from, int length, int col, long look) {
    clearEdges(col, col + length);
    for (int i = 0; i < length; i++) {
      text[col + i] = bytes[from + i];
    }
    Arrays.fill(looks, col, col + length, look);
  }

  void put(int codePoint, int width, int col, long look) {
    clearEdges(col, col + width);
    text[col] = codePoint;
    looks[col] = look;
    if (width == 2) {
      text[col + 1] = 0;
      looks[col + 1] = look;
      wide = true;
    }
  }

  /** Adds a mark. A cell takes at most 8; the rest is dropped, so that a cell stays small. */
  void mark(int col, int codePoint) {
    String had = marks(col);
    if (had.codePointCount(0, had.length()) < MAX_MARKS) {
      @Nullable String[] all = marks;
      if (all == null) {
        all = new @Nullable String[text.length];
        marks = all;
      }
      all[col] = had + Character.toString(codePoint);
    }
  }

  void erase(int from, int to, long look) {
    if (from < to) {
      clearEdges(from, to);
      Arrays.fill(text, from, to, ' ');
      Arrays.fill(looks, from, to, look);
    }
  }

  /** Erases the cells that DECSCA does not protect. An erased cell keeps only the background. */
  void eraseUnprotected(int from, int to, long look) {
    for (int col = from; col < to; col++) {
      if ((looks[col] & Pen.PROTECTED) == 0) {
        erase(col, col + 1, look);
      }
    }
  }

  void insert(int col, int count, long look) {
    int width = text.length;
    int n = Math.min(count, width - col);
    split(col);
    split(width - n);
    shift(col, col + n, width - col - n);
    fill(col, col + n, look);
  }

  void delete(int col, int count, long look) {
    int width = text.length;
    int n = Math.min(count, width - col);
    split(col);
    split(col + n);
    shift(col + n, col, width - col - n);
    fill(width - n, width, look);
  }

  private void shift(int from, int to, int length) {
    System.arraycopy(text, from, text, to, length);
    System.arraycopy(looks, from, looks, to, length);
    if (marks != null) {
      System.arraycopy(marks, from, marks, to, length);
    }
  }

  private void fill(int from, int to, long look) {
    Arrays.fill(text, from, to, ' ');
    Arrays.fill(looks, from, to, look);
    unmark(from, to);
  }

  /** Replaces a wide character that this column would cut in two by two blanks. */
  private void split(int col) {
    if (col < text.length && text[col] == 0) {
      text[col - 1] = ' ';
      text[col] = ' ';
      unmark(col - 1, col + 1);
    }
  }

  /** Erases the other halves of wide characters that are about to be overwritten. */
  private void clearEdges(int from, int to) {
    if (wide) {
      if (text[from] == 0) {
        text[from - 1] = ' ';
        unmark(from - 1, from);
      }
      if (to < text.length && text[to] == 0) {
        text[to] = ' ';
      }
    }
    unmark(from, to);
  }

  private void unmark(int from, int to) {
    if (marks != null) {
      Arrays.fill(marks, from, to, null);
    }
  }

  void clear(long look) {
    Arrays.fill(text, ' ');
    Arrays.fill(looks, look);
    marks = null;
    wide = false;
    continued = false;
  }

  /** Returns the column behind the last cell that is not a plain blank. */
  int end() {
    int end = text.length;
    while (end > 0 && text[end - 1] == ' ' && looks[end - 1] == 0 && marks(end - 1).isEmpty()) {
      end--;
    }
    return end;
  }
}
