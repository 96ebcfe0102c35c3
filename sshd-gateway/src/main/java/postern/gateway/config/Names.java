package postern.gateway.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The names that people, tenants, machines and profiles may have. */
public final class Names {
  /** Login names with a meaning of their own, which no machine may have. */
  public static final Set<String> RESERVED =
      Set.of("admin", "audit", "menu", "list", "help", "status", "api", "web", "relay", "postern");

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");
  private static final String RULE =
      "1 to 63 of a-z 0-9 . _ - that start and end with a letter or digit, without \"..\"";

  private Names() {}

  /** Returns the name as it is compared and shown: names ignore case. */
  public static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** What is wrong with a name, and what would be right. */
  record BadName(String wrong, String right) {}

  /**
   * Returns what is wrong with this folded name, and what would be right; empty if nothing is
   * wrong.
   */
  static Optional<BadName> fault(String kind, String name) {
    if (!NAME.matcher(name).matches() || name.contains("..")) {
      return Optional.of(new BadName(quoted(kind, name) + " is not a name", "use " + RULE));
    }
    boolean taken =
        RESERVED.contains(name)
            || (kind.equals("tenant") && (name.equals("auditor") || name.equals("person")));
    if (taken && !kind.equals("profile") && !kind.equals("person")) {
      return Optional.of(
          new BadName(quoted(kind, name) + " has a reserved name", "choose another name"));
    }
    return Optional.empty();
  }

  private static String quoted(String kind, String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .limit(64)
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .forEach(shown::appendCodePoint);
    return kind + " \"" + shown + "\"";
  }

  /** Returns the word that is most similar, if one is similar enough. */
  static Optional<String> nearest(String word, Collection<String> among) {
    return among.stream()
        .min(
            Comparator.comparingInt((String each) -> distance(word, each))
                .thenComparing(each -> each))
        .filter(each -> distance(word, each) <= Math.max(1, Math.min(3, word.length() / 2)));
  }

  private static int distance(String a, String b) {
    if (a.length() > 64) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
