package postern.gateway.config;

/** Patterns of names as in a shell: {@code *} matches any characters, {@code ?} one. */
public final class Globs {
  private Globs() {}

  /**
   * Returns whether the name matches. At worst this takes time in proportion to the product of both
   * lengths.
   */
  public static boolean matches(String glob, String name) {
    int g = 0;
    int n = 0;
    int star = -1;
    int retry = 0;
    while (n < name.length()) {
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        retry = n;
      } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == name.charAt(n))) {
        g++;
        n++;
      } else if (star >= 0) {
        g = star + 1;
        n = ++retry;
      } else {
        return false;
      }
    }
    while (g < glob.length() && glob.charAt(g) == '*') {
      g++;
    }
    return g == glob.length();
  }
}
