package postern.gateway.keys;

/**
 * An escape key that was typed.
 *
 * @param key the byte behind the prefix
 * @param more what keys that take more were given: the digit behind {@code l}, the key behind
 *     {@code k}, the byte behind {@code \}, both bytes behind {@code e} (the first times 256); -1
 *     when there is none, or it makes no sense
 */
public record EscapeKey(int key, int more) {
  /** Every key of the contract; any other is unknown. */
  static final String ALL = ".?wiafqsrplkPobnvt;e\\yN";

  /** How many more bytes belong to this key. */
  static int wants(int key) {
    return switch (key) {
      case 'l', 'k' -> 1;
      case 'e' -> 2;
      case '\\' -> 3;
      default -> 0;
    };
  }

  public boolean known() {
    return ALL.indexOf(key) >= 0 && (wants(key) == 0 || more >= 0);
  }

  /** The key as people read it. */
  public String text() {
    if (key < ' ') {
      return "^" + (char) (key + '@');
    }
    return key > '~' ? String.format("\\%03o", key) : String.valueOf((char) key);
  }
}
