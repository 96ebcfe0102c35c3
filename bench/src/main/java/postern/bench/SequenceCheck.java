package postern.bench;

import java.util.Arrays;

/**
 * Reads what a viewer got of one machine and counts what is wrong with it. Not counted is
 * everything before the first whole line: cards, repaints and half lines belong to attaching.
 */
final class SequenceCheck {
  private static final int LENGTH = NumberedLine.LENGTH;

  private final NumberedLine expected;
  private final byte[] held = new byte[256 * 1024];
  private int fill;
  private boolean begun;
  private boolean astray;
  private long next;
  private long lines;
  private long missing;
  private long doubled;
  private long damaged;
  private long first;

  SequenceCheck(String machine) {
    expected = new NumberedLine(machine);
  }

  void take(byte[] bytes, int from, int count) {
    int done = 0;
    while (done < count) {
      int part = Math.min(count - done, held.length - fill);
      System.arraycopy(bytes, from + done, held, fill, part);
      fill += part;
      done += part;
      scan();
    }
  }

  private void scan() {
    int at = 0;
    while (fill - at >= LENGTH) {
      if (begun && !astray && Arrays.equals(held, at, at + LENGTH, expected.bytes(), 0, LENGTH)) {
        lines++;
        next++;
        expected.advance();
        at += LENGTH;
        continue;
      }
      long number = expected.numberAt(held, at);
      if (number < 0) {
        astray = true;
        at++;
        continue;
      }
      found(number);
      at += LENGTH;
    }
    System.arraycopy(held, at, held, 0, fill - at);
    fill -= at;
  }

  private void found(long number) {
    if (begun && number < next) {
      doubled += 1;
    } else if (begun) {
      missing += number - next;
      damaged += astray && number == next ? 1 : 0;
    } else {
      first = number;
    }
    begun = true;
    astray = false;
    lines++;
    next = Math.max(next, number + 1);
    expected.jumpTo(next);
  }

  long lines() {
    return lines;
  }

  long missing() {
    return missing;
  }

  long doubled() {
    return doubled;
  }

  /** Places between two lines that follow each other where something stands that is no line. */
  long damaged() {
    return damaged;
  }

  /** Lines that are not here, of those from the first one here up to a number. */
  long absent(long printed) {
    return begun ? Math.max(0, printed - first - (lines - doubled)) : printed;
  }

  /** Number of the line that should come next. */
  long next() {
    return next;
  }

  boolean whole() {
    return missing == 0 && doubled == 0 && damaged == 0 && fill == 0;
  }
}
