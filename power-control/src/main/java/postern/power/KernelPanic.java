package postern.power;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the message of a kernel panic. */
public final class KernelPanic {
  /** The messages of Linux and of FreeBSD. */
  private static final Pattern PANIC =
      Pattern.compile(
          "(?d)^.*?((?:Kernel panic - not syncing|Fatal trap ).*)\\n", Pattern.MULTILINE);

  private static final Pattern TIME_STAMP =
      Pattern.compile("^(?:<\\d+>)?\\s*\\[ *\\d+\\.\\d+\\] ?");
  private static final int LONGEST = 200;

  private KernelPanic() {}

  /**
   * Finds the first panic in a text. The result is one line of printable ASCII, at most {@value
   * #LONGEST} characters long. The line before the panic usually names the cause, so it comes
   * first.
   */
  public static Optional<String> in(CharSequence text) {
    Matcher found = PANIC.matcher(text);
    if (!found.find()) {
      return Optional.empty();
    }
    String panic = clean(found.group(1));
    String cause = lineBefore(text, found.start());
    int room = LONGEST - panic.length() - 2;
    return Optional.of(
        cause.isEmpty() || room < cause.length() ? cut(panic) : cause + "; " + panic);
  }

  private static String lineBefore(CharSequence text, int end) {
    String before = text.subSequence(Math.max(0, end - 2 * LONGEST), end).toString().strip();
    return clean(before.substring(before.lastIndexOf('\n') + 1));
  }

  private static String clean(String line) {
    return TIME_STAMP.matcher(line.replaceAll("[^ -~]", "")).replaceFirst("").strip();
  }

  private static String cut(String line) {
    return line.substring(0, Math.min(LONGEST, line.length()));
  }
}
