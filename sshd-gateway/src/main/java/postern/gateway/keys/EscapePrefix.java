package postern.gateway.keys;

import java.util.Locale;
import java.util.Optional;

/**
 * The prefix of an escape command, for example {@code ^Ec}.
 *
 * @param second the second byte, or -1 if the prefix has one byte only
 * @param afterEnter whether it counts only at the beginning of a line
 * @param text the prefix as people write it
 */
public record EscapePrefix(int first, int second, boolean afterEnter, String text) {
  public static final EscapePrefix DEFAULT = new EscapePrefix(5, 'c', false, "^Ec");

  /**
   * Returns the prefix for two typed keys: Ctrl with a letter and then a letter. {@code &&} and
   * {@code ~~} stand for {@code &} and {@code ~} at the beginning of a line.
   */
  public static Optional<EscapePrefix> typed(int first, int second) {
    if (first == second && (first == '&' || first == '~')) {
      return parse(String.valueOf((char) first));
    }
    return first >= ' ' || second < ' ' || second > '~'
        ? Optional.empty()
        : parse("^" + (char) (first + '@') + (char) second);
  }

  /** Parses {@code ^Ec} and the like, {@code ^]}, {@code ^a}, {@code &} and {@code ~}. */
  public static Optional<EscapePrefix> parse(String text) {
    if (text.equals("&") || text.equals("~")) {
      return Optional.of(new EscapePrefix(text.charAt(0), -1, true, text));
    }
    if (text.length() < 2 || text.length() > 3 || text.charAt(0) != '^') {
      return Optional.empty();
    }
    char letter = text.toUpperCase(Locale.ROOT).charAt(1);
    // Not ESC, Enter, LF or NUL: those start or end too many other sequences.
    if (letter < 'A' || letter > '_' || "[JM".indexOf(letter) >= 0) {
      return Optional.empty();
    }
    int second = text.length() == 3 ? text.charAt(2) : -1;
    if (second >= 0 && (second <= ' ' || second > '~')) {
      return Optional.empty();
    }
    return Optional.of(new EscapePrefix(letter & 0x1f, second, false, text));
  }
}
