package postern.gateway.ssh;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address lists as in OpenSSH's {@code from=}: addresses, {@code network/bits}, the wildcards
 * {@code *} and {@code ?}, and a leading {@code !} to exclude. Host names are never looked up: a
 * pattern that is not an address matches nothing, and a list that excludes one matches nobody.
 */
public final class SourcePatterns {
  /**
   * A run of zero groups, with the colons around it, in an IPv6 address that is written in full.
   */
  private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?::|$)");

  private SourcePatterns() {}

  /** Returns whether the address matches one of the patterns and is not excluded. */
  public static boolean match(List<String> patterns, InetAddress source) {
    boolean found = false;
    for (String pattern : patterns) {
      boolean out = pattern.startsWith("!");
      Found answer = matches(out ? pattern.substring(1) : pattern, source);
      if (out && answer != Found.NO) {
        return false;
      }
      found |= answer == Found.YES;
    }
    return found;
  }

  private enum Found {
    YES,
    NO,
    /** The pattern is not an address. */
    UNKNOWN;

    static Found of(boolean yes) {
      return yes ? YES : NO;
    }
  }

  /** Returns the address as text without its zone, an IPv6 address in short form (RFC 5952). */
  public static String text(InetAddress source) {
    String text = source.getHostAddress();
    int zone = text.indexOf('%');
    return brief(zone < 0 ? text : text.substring(0, zone));
  }

  private static String brief(String full) {
    int start = 0;
    int end = 0;
    Matcher zeros = ZEROS.matcher(full);
    while (zeros.find()) {
      if (zeros.end() - zeros.start() > end - start) {
        start = zeros.start();
        end = zeros.end();
      }
    }
    return end == 0 ? full : full.substring(0, start) + "::" + full.substring(end);
  }

  private static Found matches(String pattern, InetAddress source) {
    int slash = pattern.indexOf('/');
    if (slash < 0 && (pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0)) {
      return Found.of(wild(pattern.toLowerCase(Locale.ROOT), 0, text(source), 0));
    }
    try {
      byte[] net =
          InetAddress.ofLiteral(slash < 0 ? pattern : pattern.substring(0, slash)).getAddress();
      byte[] have = source.getAddress();
      int bits = slash < 0 ? net.length * 8 : Integer.parseInt(pattern.substring(slash + 1));
      if (bits < 0 || bits > net.length * 8) {
        return Found.UNKNOWN;
      }
      return Found.of(net.length == have.length && same(net, have, bits));
    } catch (IllegalArgumentException e) {
      return Found.UNKNOWN; // a host name, which is never looked up
    }
  }

  private static boolean same(byte[] a, byte[] b, int bits) {
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i & 7);
      if ((a[i >> 3] & mask) != (b[i >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The patterns are the operator's own, so the worst case of this recursion is harmless. */
  private static boolean wild(String pattern, int p, String text, int t) {
    if (p == pattern.length()) {
      return t == text.length();
    }
    if (pattern.charAt(p) == '*') {
      return wild(pattern, p + 1, text, t) || (t < text.length() && wild(pattern, p, text, t + 1));
    }
    return t < text.length()
        && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))
        && wild(pattern, p + 1, text, t + 1);
  }
}
