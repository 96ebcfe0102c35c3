package postern.gateway.config;

import java.nio.file.Path;

/**
 * A fault in a configuration file.
 *
 * @param line counted from 1
 * @param wrong what is wrong
 * @param right what would be right
 */
public record Fault(Path file, int line, String wrong, String right) {
  private static final int LONGEST = 500;

  /** Returns {@code file:line: what is wrong, what would be right} on one printable line. */
  public String text() {
    return shown(file.toString(), Integer.MAX_VALUE)
        + ":"
        + line
        + ": "
        + shown(wrong, LONGEST)
        + ", "
        + shown(right, LONGEST);
  }

  /** Returns whether a name can be printed unchanged. */
  static boolean showable(String name) {
    return name.equals(shown(name, Integer.MAX_VALUE)) && name.indexOf('\ufffd') < 0;
  }

  private static String shown(String foreign, int most) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < foreign.length() && i < most; i++) {
      char c = foreign.charAt(i);
      int type = Character.getType(c);
      boolean hidden =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      plain.append(hidden ? '?' : c);
    }
    return foreign.length() > most ? plain.append('…').toString() : plain.toString();
  }
}
