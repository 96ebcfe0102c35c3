package postern.gateway.session;

/**
 * An escape key that was typed.
 *
 * @param key the byte behind the prefix
 * @param digit the digit behind {@code l}, else -1
 */
record Key(int key, int digit) {
  /** Every key of the contract; any other is unknown. */
  static final String ALL = ".?wiafqsrplkPobnvt;e\\yN";

  /** Those that do something now. */
  static final String BUILT = ".?wiafqyNsrlPov";

  boolean known() {
    return ALL.indexOf(key) >= 0 && (key != 'l' || digit >= 0);
  }

  boolean built() {
    return BUILT.indexOf(key) >= 0;
  }

  /** The key as people read it. */
  String text() {
    if (key < ' ') {
      return "^" + (char) (key + '@');
    }
    return key > '~' ? String.format("\\%03o", key) : String.valueOf((char) key);
  }
}
