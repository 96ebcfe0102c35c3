package postern.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of a TOML file. The reader asks for keys by name and type; a value of another type is a
 * fault, and {@link #noMore} notes a fault for each key that was not asked for.
 */
public final class Section {
  private static final Pattern DURATION = Pattern.compile("([1-9]\\d{0,5})([sm])");

  private final TomlTable table;
  private final Faults faults;
  private final String title;
  private final int line;

  /** All keys are on {@link #line}: they are the settings of an address. */
  private final boolean oneLine;

  private final Set<String> asked = new TreeSet<>();

  /**
   * @param title the name that faults use, such as {@code [ssh]}
   * @param line the line on which it starts
   */
  public Section(TomlTable table, Faults faults, String title, int line) {
    this(table, faults, title, line, false);
  }

  private Section(TomlTable table, Faults faults, String title, int line, boolean oneLine) {
    this.table = table;
    this.faults = faults;
    this.title = title;
    this.line = line;
    this.oneLine = oneLine;
  }

  /** Returns the settings of an address, {@code baud=9600&parity=none}, as a table. */
  static Section ofQuery(String query, Faults faults, String title, int line) {
    StringBuilder toml = new StringBuilder();
    for (String each : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      int equals = each.indexOf('=');
      String key = equals < 0 ? each : each.substring(0, equals);
      String value = equals < 0 ? "true" : each.substring(equals + 1);
      boolean bare = value.matches("true|false|0|[1-9]\\d{0,17}");
      toml.append(Toml.tomlEscape(key).insert(0, '"').append("\" = "));
      toml.append(bare ? value : Toml.tomlEscape(value).insert(0, '"').append('"')).append('\n');
    }
    TomlParseResult table = Toml.parse(toml.toString());
    if (table.hasErrors()) {
      faults.add(line, "the settings of " + title + " cannot be read", "write ?baud=9600&data=8");
    }
    return new Section(table, faults, title, line, true);
  }

  public int line() {
    return line;
  }

  public String title() {
    return title;
  }

  Faults faults() {
    return faults;
  }

  Set<String> keys() {
    return table.keySet();
  }

  int line(String key) {
    TomlPosition at = table.inputPositionOf(List.of(key));
    return at == null || oneLine ? line : at.line();
  }

  public boolean has(String key) {
    return table.contains(List.of(key));
  }

  boolean isTable(String key) {
    return table.isTable(List.of(key));
  }

  /** Notes a fault of the table itself. */
  public void fault(String wrong, String right) {
    faults.add(line, wrong, right);
  }

  public void fault(String key, String wrong, String right) {
    faults.add(line(key), wrong, right);
  }

  @Nullable Object value(String key) {
    asked.add(key);
    return table.get(List.of(key));
  }

  public Optional<String> text(String key) {
    return of(String.class, key, "a string, \"…\"");
  }

  Optional<Boolean> truth(String key) {
    return of(Boolean.class, key, "true or false");
  }

  /** Returns a length of time such as {@code "30s"} or {@code "5m"}. */
  public Optional<Duration> duration(String key) {
    Optional<String> text = text(key);
    Matcher parts = DURATION.matcher(text.orElse("0"));
    if (text.isEmpty() || !parts.matches()) {
      text.ifPresent(wrong ->
          fault(
              key,
              key + " = \"" + wrong + "\" is not a length of time",
              "write \"30s\" or \"5m\""));
      return Optional.empty();
    }
    long number = Long.parseLong(parts.group(1));
    return Optional.of(
        parts.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number));
  }

  OptionalInt number(String key, int least, int most) {
    Optional<Long> found = of(Long.class, key, "a whole number");
    if (found.isEmpty()) {
      return OptionalInt.empty();
    }
    long number = found.get();
    if (number < least || number > most) {
      fault(key, key + " = " + number + " is out of range", "use " + least + " to " + most);
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) number);
  }

  /** Returns one of these words; the first one if the key is absent or its value is not known. */
  String word(String key, List<String> words) {
    Optional<String> found = text(key);
    if (found.isPresent() && !words.contains(found.get())) {
      fault(
          key,
          key + " = \"" + found.get() + "\" is not known",
          "use " + String.join(" or ", words));
      return words.getFirst();
    }
    return found.orElse(words.getFirst());
  }

  /** Returns a list of strings; empty, with a fault, if it contains anything else. */
  Optional<List<String>> texts(String key) {
    Optional<TomlArray> found = of(TomlArray.class, key, "a list of strings, [\"…\"]");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (Object each : found.get().toList()) {
      if (!(each instanceof String text)) {
        fault(key, key + " contains a value that is not a string", "put each value in quotes");
        return Optional.empty();
      }
      texts.add(text);
    }
    return Optional.of(texts);
  }

  /**
   * Returns the line of one element of a list. The parser's position is where the white space
   * before the element starts.
   */
  int lineOf(String key, int index) {
    if (!(table.get(List.of(key)) instanceof TomlArray array) || index >= array.size()) {
      return line(key);
    }
    int from = Objects.requireNonNull(array.inputPositionOf(index)).line();
    return faults.lineOf(String.valueOf(array.get(index)), from);
  }

  /** Returns a command: a program and its arguments. */
  Optional<List<String>> command(String key) {
    Optional<List<String>> found = texts(key);
    if (found.isPresent()
        && (found.get().isEmpty()
            || found.get().getFirst().isBlank()
            || found.get().stream().anyMatch(word -> word.indexOf('\0') >= 0))) {
      fault(key, key + " has no program", "write [\"/path/of/program\", \"word\", …]");
      return Optional.empty();
    }
    return found;
  }

  Optional<Section> section(String key) {
    return of(TomlTable.class, key, "a table, " + inner(key))
        .map(inner -> new Section(inner, faults, inner(key), line(key)));
  }

  /** Returns the tables in this one with their names; any other value is a fault. */
  List<Named> sections() {
    List<Named> all = new ArrayList<>();
    for (String key : table.keySet()) {
      section(key).ifPresent(inner -> all.add(new Named(key, inner)));
    }
    return all;
  }

  /** Returns the tables of an array of tables, {@code [[key]]}; none, with a fault, otherwise. */
  public List<Section> tables(String key) {
    List<Section> all = new ArrayList<>();
    Optional<TomlArray> found = of(TomlArray.class, key, "[[" + key + "]] for each");
    if (found.isPresent() && found.get().isEmpty()) {
      fault(key, key + " is empty", "write [[" + key + "]] for each");
    }
    for (Object each : found.map(TomlArray::toList).orElse(List.of())) {
      if (!(each instanceof TomlTable table)) {
        fault(key, key + " contains a value that is not a table", "write [[" + key + "]] for each");
        return List.of();
      }
      int first =
          table.keySet().stream()
              .map(name -> Objects.requireNonNull(table.inputPositionOf(List.of(name))))
              .mapToInt(TomlPosition::line)
              .min()
              .orElse(line(key));
      all.add(new Section(table, faults, key + " " + (all.size() + 1), first));
    }
    return all;
  }

  /** A table and its key. */
  record Named(String name, Section section) {}

  private String inner(String key) {
    return title.startsWith("[")
        ? title.substring(0, title.length() - 1) + "." + key + "]"
        : "[" + key + "]";
  }

  private <T> Optional<T> of(Class<T> kind, String key, String right) {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!kind.isInstance(value)) {
      fault(key, key + " in " + title + " is of the wrong kind", "write " + right);
      return Optional.empty();
    }
    return Optional.of(kind.cast(value));
  }

  /**
   * Notes a fault for each key that was not asked for.
   *
   * @param alsoKnown keys that were not asked for but are suggested in place of an unknown one
   */
  public void noMore(String... alsoKnown) {
    Set<String> known = new TreeSet<>(asked);
    known.addAll(List.of(alsoKnown));
    for (String key : table.keySet()) {
      if (!asked.contains(key)) {
        String right =
            Names.nearest(key, known)
                .map(near -> "did you mean " + near + "?")
                .orElse(known.isEmpty() ? "remove it" : "known are " + String.join(", ", known));
        fault(key, "unknown key " + key + " in " + title, right);
      }
    }
  }
}
