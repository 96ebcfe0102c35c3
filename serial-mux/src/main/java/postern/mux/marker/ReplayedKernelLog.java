package postern.mux.marker;

import java.util.regex.Pattern;

/**
 * Tells a machine that starts from somebody at its shell who reads how it once did, by {@code
 * dmesg} or out of a log. Pure.
 */
public final class ReplayedKernelLog {
  private static final Pattern READS =
      Pattern.compile("\\b(dmesg|journalctl|kern\\.log|syslog)\\b|/var/log|/proc/version");

  /** A line of a log that a daemon wrote. */
  private static final Pattern LOGGED = Pattern.compile("\\bkernel: (\\[ *\\d+\\.\\d+] )?$");

  /** What is not text: a shell asks where its cursor is and sets titles (ECMA-48, 5.4 and 8.3). */
  private static final Pattern CONTROL =
      Pattern.compile(
          "\\x1b(\\[[0-?]*[ -/]*[@-~]|][^\\x07\\x1b]*(\\x07|\\x1b\\\\)|[ -/]*[0-Z^-~])");

  private ReplayedKernelLog() {}

  /** Whether this line is a command that shows what a kernel said before. */
  public static boolean isShownBy(String line) {
    return READS.matcher(line).find();
  }

  /** Whether what follows this text is only read out. */
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

  /** Without escape sequences and what was taken back by a backspace; once through, no more. */
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
