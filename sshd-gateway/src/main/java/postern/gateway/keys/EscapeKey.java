package postern.gateway.keys;

/**
 * An escape command that was typed.
 *
 * @param key the byte after the prefix
 * @param argument what a key that takes an argument was given: the digit after {@code l}, the key
 *     after {@code k}, the byte after {@code \}, the two bytes after {@code e} (the first times
 *     256); -1 if there is none or it is not valid
 */
public record EscapeKey(int key, int argument) {
  /** The keys that have a command. */
  static final String ALL = ".?wiafqsrplkPobnvt;e\\yN";

  /** Returns how many bytes the argument of this key has. */
  static int argumentBytes(int key) {
    return switch (key) {
      case 'l', 'k' -> 1;
      case 'e' -> 2;
      case '\\' -> 3;
      default -> 0;
    };
  }

  public boolean known() {
    return ALL.indexOf(key) >= 0 && (argumentBytes(key) == 0 || argument >= 0);
  }

  /** Returns the key as people write it. */
  public String text() {
    if (key < ' ') {
      return "^" + (char) (key + '@');
    }
    return key > '~' ? String.format("\\%03o", key) : String.valueOf((char) key);
  }
}
