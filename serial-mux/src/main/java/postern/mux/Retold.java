package postern.mux;

import java.util.regex.Pattern;

/**
 * Tells a machine that starts from somebody at its shell who reads how it once did, by {@code
 * dmesg} or out of a log. Pure.
 */
public final class Retold {
  private static final Pattern READS =
      Pattern.compile("\\b(dmesg|journalctl|kern\\.log|syslog)\\b|/var/log|/proc/version");

  /** A line of a log that a daemon wrote. */
  private static final Pattern LOGGED = Pattern.compile("\\bkernel: (\\[ *\\d+\\.\\d+] )?$");

  private Retold() {}

  /** Whether this line is a command that shows what a kernel said before. */
  public static boolean reads(String line) {
    return READS.matcher(line).find();
  }

  /** Whether what follows this text is only read out. */
  static boolean after(String before) {
    int line = before.lastIndexOf('\n') + 1;
    int end = line;
    while (end > 0 && before.charAt(end - 1) <= ' ') {
      end--;
    }
    int last = before.lastIndexOf('\n', end - 1) + 1;
    return reads(before.substring(last, end)) || LOGGED.matcher(before.substring(line)).find();
  }
}
