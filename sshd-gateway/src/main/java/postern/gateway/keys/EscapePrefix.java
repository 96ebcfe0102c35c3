package postern.gateway.keys;

import java.util.Locale;
import java.util.Optional;

/**
 * What comes in front of an escape key.
 *
 * @param second the prefix's second byte, or -1 when it has one byte only
 * @param afterEnter counts only as the first thing typed on a line
 * @param text as people read it
 */
public record EscapePrefix(int first, int second, boolean afterEnter, String text) {
  public static final EscapePrefix USUAL = new EscapePrefix(5, 'c', false, "^Ec");

  /**
   * As two keys typed: Ctrl with a letter and then a letter; {@code &&} and {@code ~~} for {@code
   * &} and {@code ~} at the begin of a line.
   */
  public static Optional<EscapePrefix> typed(int first, int second) {
    if (first == second && (first == '&' || first == '~')) {
      return parse(String.valueOf((char) first));
    }
    return first >= ' ' || second < ' ' || second > '~'
        ? Optional.empty()
        : parse("^" + (char) (first + '@') + (char) second);
  }

  /** Understands {@code ^Ec} and its like, {@code ^]}, {@code ^a}, {@code &} and {@code ~}. */
  public static Optional<EscapePrefix> parse(String text) {
    if (text.equals("&") || text.equals("~")) {
      return Optional.of(new EscapePrefix(text.charAt(0), -1, true, text));
    }
    if (text.length() < 2 || text.length() > 3 || text.charAt(0) != '^') {
      return Optional.empty();
    }
    char letter = text.toUpperCase(Locale.ROOT).charAt(1);
    // Not ESC, Enter, LF or NUL: those begin or end too much else.
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
