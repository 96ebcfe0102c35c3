package postern.mux.marker;

import java.util.regex.Pattern;

/**
 * Distinguishes a machine that starts from the display of an earlier start, by {@code dmesg} or
 * from a log file. Pure.
 */
public final class ReplayedKernelLog {
  private static final Pattern READS =
      Pattern.compile("\\b(dmesg|journalctl|kern\\.log|syslog)\\b|/var/log|/proc/version");

  /** The start of a line that a logging daemon wrote. */
  private static final Pattern LOGGED = Pattern.compile("\\bkernel: (\\[ *\\d+\\.\\d+] )?$");

  /**
   * Escape sequences, with which a shell asks for the cursor position and sets titles (ECMA-48, 5.4
   * and 8.3).
   */
  private static final Pattern CONTROL =
      Pattern.compile(
          "\\x1b(\\[[0-?]*[ -/]*[@-~]|][^\\x07\\x1b]*(\\x07|\\x1b\\\\)|[ -/]*[0-Z^-~])");

  private ReplayedKernelLog() {}

  /** Returns whether this line is a command that displays what a kernel printed earlier. */
  public static boolean isShownBy(String line) {
    return READS.matcher(line).find();
  }

  /** Returns whether the output that follows this text is only the display of a log. */
  static boolean isFollowing(String output) {
    String before = asShown(output);
    int line = before.lastIndexOf('\n') + 1;
    int end = line;
    while (end > 0 && before.charAt(end - 1) <= ' ') {
      end--;
    }
    int last = before.lastIndexOf('\n', end - 1) + 1;
    return isShownBy(before.substring(last, end)) || LOGGED.matcher(before.substring(line)).find();
  }

  /**
   * Returns the text without escape sequences and without the characters that backspaces removed.
   */
  private static String asShown(String output) {
    String text = CONTROL.matcher(output).replaceAll("");
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int last = shown.length() - 1;
      if (text.charAt(i) != '\b') {
        shown.append(text.charAt(i));
      } else if (last >= 0 && shown.charAt(last) != '\n') {
        shown.setLength(last);
      }
    }
    return shown.toString();
  }
}
