package postern.mux.screen;

/** An escape or control sequence: its bytes, and its parts once it is complete. */
final class Sequence {
  static final int ESC = 0x1b;
  private static final int MAX_PARAMETERS = 32;
  private static final int MAX_VALUE = 65_535;

  private final byte[] raw;
  private int length;
  private boolean overlong;
  private boolean eightBit;

  private int prefix;
  private int intermediates;
  private int intermediate;
  private int last;
  private int count;
  private final int[] values = new int[MAX_PARAMETERS];
  private int joined;

  Sequence(int capacity) {
    raw = new byte[capacity];
  }

  /**
   * Starts a sequence. {@code fromC1} means that one C1 character stood for ESC and the next byte.
   */
  void begin(boolean fromC1) {
    length = 0;
    overlong = false;
    eightBit = fromC1;
    append(ESC);
  }

  void append(int octet) {
    if (length == raw.length) {
      overlong = true;
    } else {
      raw[length++] = (byte) octet;
    }
  }

  int length() {
    return length;
  }

  byte[] raw() {
    return raw;
  }

  /** Returns whether the sequence has more bytes than fit. It then counts as unknown. */
  boolean overlong() {
    return overlong;
  }

  boolean eightBit() {
    return eightBit;
  }

  /**
   * Parses ESC, intermediates and final byte. Returns false if there are too many intermediates.
   */
  boolean readEscape() {
    last = raw[length - 1];
    intermediates = length - 2;
    intermediate = intermediates == 1 ? raw[1] : 0;
    return !overlong && intermediates <= 1;
  }

  /**
   * Parses CSI, private prefix, parameters, intermediates and final byte. Returns false if they are
   * malformed.
   */
  boolean readCommand() {
    prefix = 0;
    intermediates = 0;
    intermediate = 0;
    count = 0;
    joined = 0;
    values[0] = 0;
    if (overlong) {
      return false;
    }
    last = raw[length - 1];
    for (int i = 2; i < length - 1; i++) {
      if (!take(raw[i], i)) {
        return false;
      }
    }
    return intermediates <= 1;
  }

  private boolean take(int c, int at) {
    if (c < 0x30) {
      intermediates++;
      intermediate = c;
      return true;
    }
    if (intermediates > 0) {
      return false;
    }
    if (c >= 0x3c) {
      prefix = c;
      return at == 2;
    }
    if (count == 0) {
      count = 1;
    }
    if (c >= 0x3a) {
      next(c == ':');
    } else if (count <= MAX_PARAMETERS) {
      values[count - 1] = Math.min(MAX_VALUE, values[count - 1] * 10 + c - '0');
    }
    return true;
  }

  private void next(boolean colon) {
    count = Math.min(count + 1, MAX_PARAMETERS + 1);
    if (count <= MAX_PARAMETERS) {
      values[count - 1] = 0;
      joined = colon ? joined | (1 << (count - 1)) : joined;
    }
  }

  /** Returns the private marker {@code < = > ?}, or 0. */
  int prefix() {
    return prefix;
  }

  /** Returns the one intermediate, or 0. */
  int intermediate() {
    return intermediate;
  }

  int last() {
    return last;
  }

  /** Returns the number of parameters, at most 32. Further ones are ignored. */
  int count() {
    return Math.min(count, MAX_PARAMETERS);
  }

  /** Returns a parameter, or 0 if it is missing. */
  int value(int index) {
    return index < count() ? values[index] : 0;
  }

  /** Returns a parameter, or 1 if it is missing or 0. */
  int times(int index) {
    return Math.max(1, value(index));
  }

  /** Returns whether a colon, not a semicolon, precedes this parameter. */
  boolean joined(int index) {
    return (joined & (1 << index)) != 0;
  }

  boolean anyJoined() {
    return joined != 0;
  }

  /** Returns whether there are more parameters than are read. */
  boolean tooMany() {
    return count > MAX_PARAMETERS;
  }

  /** Returns whether a parameter exceeds the largest value that is read, 65,534. */
  boolean anyHuge() {
    for (int i = 0; i < count(); i++) {
      if (values[i] == MAX_VALUE) {
        return true;
      }
    }
    return false;
  }
}
