package postern.gateway.playbook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;
import postern.gateway.work.Expression;

/** The keys of one table, asked for one by one; what nobody asked for is a fault. */
final class TableKeys {
  private static final java.util.regex.Pattern DURATION =
      java.util.regex.Pattern.compile("([1-9]\\d{0,5})(s|m)");

  private final TomlTable table;
  private final int otherwise;
  private final String title;
  private final Blame blame;
  private final Set<String> asked = new TreeSet<>();

  /** Takes a fault down. */
  @FunctionalInterface
  interface Blame {
    void fault(int line, String wrong, String right);
  }

  /**
   * @param otherwise the line of what stands nowhere
   */
  TableKeys(TomlTable table, int otherwise, String title, Blame blame) {
    this.table = table;
    this.otherwise = otherwise;
    this.title = title;
    this.blame = blame;
  }

  String title() {
    return title;
  }

  int line(String key) {
    TomlPosition at = table.inputPositionOf(List.of(key));
    return at == null ? otherwise : at.line();
  }

  /** The line of the first key. */
  int first() {
    return table.keySet().stream().mapToInt(this::line).min().orElse(otherwise);
  }

  boolean has(String key) {
    return table.contains(List.of(key));
  }

  @Nullable Object value(String key) {
    asked.add(key);
    return table.get(List.of(key));
  }

  Optional<String> text(String key) {
    Object found = value(key);
    if (found == null || found instanceof String) {
      return Optional.ofNullable((String) found);
    }
    blame.fault(line(key), key + " of " + title + " is no string", "write " + key + " = \"…\"");
    return Optional.empty();
  }

  Optional<Duration> duration(String key) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher m = DURATION.matcher(text.get());
    if (!m.matches()) {
      blame.fault(
          line(key),
          key + " = \"" + text.get() + "\" is not a length of time",
          "write \"30s\" or \"5m\"");
      return Optional.empty();
    }
    long n = Long.parseLong(m.group(1));
    return Optional.of(m.group(2).equals("s") ? Duration.ofSeconds(n) : Duration.ofMinutes(n));
  }

  Optional<Expression> pattern(String key) {
    Optional<String> text = text(key);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Expression.compile(text.get()));
    } catch (Expression.Fault e) {
      blame.fault(
          line(key),
          key
              + " is no regular expression that works here: "
              + e.why().replaceAll("\\p{Cntrl}", "?"),
          "put it in single quotes, and \\ before what is meant as it is");
      return Optional.empty();
    }
  }

  void noMore() {
    for (String key : table.keySet()) {
      if (!asked.contains(key)) {
        blame.fault(
            line(key),
            "unknown key " + key.replaceAll("\\p{Cntrl}", "?") + " in " + title,
            "known are " + String.join(", ", asked));
      }
    }
  }
}
