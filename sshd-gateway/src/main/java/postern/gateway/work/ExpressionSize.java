package postern.gateway.work;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates how many instructions an expression compiles to, without compiling it. The estimate is
 * never too low. For an invalid expression it means nothing; compiling reports the fault.
 */
final class ExpressionSize {
  private static final long MOST = Integer.MAX_VALUE;

  private final String text;
  private int position;

  /** The sizes before each open group. */
  private final Deque<Long> outside = new ArrayDeque<>();

  private long size = 1;
  private long lastAtom;

  private ExpressionSize(String text) {
    this.text = text;
  }

  static long of(String text) {
    ExpressionSize sizing = new ExpressionSize(text);
    while (sizing.position < text.length()) {
      sizing.next();
    }
    while (!sizing.outside.isEmpty()) {
      sizing.groupEnds();
    }
    return sizing.size;
  }

  private void next() {
    char c = text.charAt(position++);
    switch (c) {
      case '(' -> groupBegins();
      case ')' -> groupEnds();
      case '[' -> {
        skipClass();
        atom(1);
      }
      case '\\' -> escape();
      case '*', '+', '?' -> {
        lastAtom++;
        grow(1);
      }
      case '|' -> atom(2);
      case '{' -> braces();
      default -> atom(1);
    }
  }

  private void atom(long instructions) {
    lastAtom = instructions;
    grow(instructions);
  }

  private void grow(long by) {
    size = Math.min(MOST, size + by);
  }

  /** A capturing group takes two instructions, and an empty one takes one. */
  private void groupBegins() {
    outside.push(size);
    size = 3;
    if (!text.startsWith("?", position)) {
      return;
    }
    position++;
    if (text.startsWith("P<", position) || text.startsWith("<", position)) {
      int end = text.indexOf('>', position);
      position = end < 0 ? text.length() : end + 1;
      return;
    }
    size = 1;
    while (position < text.length()
        && (Character.isLetter(text.charAt(position)) || text.charAt(position) == '-')) {
      position++;
    }
    position += text.startsWith(":", position) ? 1 : 0;
  }

  private void groupEnds() {
    Long before = outside.poll();
    if (before != null) {
      lastAtom = size;
      size = Math.min(MOST, before + lastAtom);
    }
  }

  private void skipClass() {
    position += text.startsWith("^", position) ? 1 : 0;
    boolean first = true;
    while (position < text.length() && (first || text.charAt(position) != ']')) {
      first = false;
      int posix = text.startsWith("[:", position) ? text.indexOf(":]", position + 2) : -1;
      position = posix >= 0 ? posix + 2 : position + (text.charAt(position) == '\\' ? 2 : 1);
    }
    position++;
  }

  private void escape() {
    if (position >= text.length()) {
      return;
    }
    char c = text.charAt(position++);
    if (c == 'Q') {
      int end = text.indexOf("\\E", position);
      int stop = end < 0 ? text.length() : end;
      grow(stop - position);
      lastAtom = 1;
      position = end < 0 ? stop : end + 2;
    } else {
      if ((c == 'x' || c == 'p' || c == 'P') && text.startsWith("{", position)) {
        int end = text.indexOf('}', position);
        position = end < 0 ? text.length() : end + 1;
      }
      atom(1);
    }
  }

  /** Takes a repetition, {@code {n}}, {@code {n,}} or {@code {n,m}}; anything else is literal. */
  private void braces() {
    int end = text.indexOf('}', position);
    String inside = end < 0 ? "" : text.substring(position, end);
    if (!inside.matches("\\d{1,9}(,\\d{0,9})?")) {
      atom(1);
      return;
    }
    position = end + 1;
    String[] bounds = inside.split(",", -1);
    long least = Long.parseLong(bounds[0]);
    boolean open = bounds.length == 2 && bounds[1].isEmpty();
    long copies = bounds.length == 2 && !open ? Long.parseLong(bounds[1]) : least + (open ? 1 : 0);
    // each optional copy takes a split
    long each = lastAtom + (copies > least || open ? 1 : 0);
    long all = Math.min(MOST, Math.max(1, copies) * Math.min(MOST, each));
    grow(all - Math.min(all, lastAtom));
    lastAtom = all;
  }
}
