package postern.mux.screen;

/** One escape or control sequence as its bytes, and what they say once it is whole. */
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

  /** Starts with ESC; {@code fromC1} when one C1 character stood for ESC and the next byte. */
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

  /** More bytes than there is room for: the whole sequence counts as unknown. */
  boolean overlong() {
    return overlong;
  }

  boolean eightBit() {
    return eightBit;
  }

  /** Reads ESC, intermediates, final; false when there are too many to mean anything. */
  boolean readEscape() {
    last = raw[length - 1];
    intermediates = length - 2;
    intermediate = intermediates == 1 ? raw[1] : 0;
    return !overlong && intermediates <= 1;
  }

  /** Reads CSI, private prefix, parameters, intermediates, final; false when malformed. */
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

  /** The private marker {@code < = > ?}, or 0. */
  int prefix() {
    return prefix;
  }

  /** The one intermediate, or 0. */
  int intermediate() {
    return intermediate;
  }

  int last() {
    return last;
  }

  /** How many parameters were given, at most 32; what is beyond them is ignored. */
  int count() {
    return Math.min(count, MAX_PARAMETERS);
  }

  /** A parameter; 0 when it is missing. */
  int value(int index) {
    return index < count() ? values[index] : 0;
  }

  /** A parameter where missing and 0 both mean 1. */
  int times(int index) {
    return Math.max(1, value(index));
  }

  /** Whether a colon, not a semicolon, stands before this parameter. */
  boolean joined(int index) {
    return (joined & (1 << index)) != 0;
  }

  boolean anyJoined() {
    return joined != 0;
  }

  /** Parameters beyond those that are read. */
  boolean tooMany() {
    return count > MAX_PARAMETERS;
  }

  /** Whether a parameter is beyond what one can be read as, 65,534. */
  boolean anyHuge() {
    for (int i = 0; i < count(); i++) {
      if (values[i] == MAX_VALUE) {
        return true;
      }
    }
    return false;
  }
}
