package postern.gateway.playbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import postern.gateway.config.Fault;
import postern.gateway.config.TomlText;
import postern.gateway.playbook.Playbook.Step;

/** Reads one playbook; every fault with its line. */
final class PlaybookReader {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int MOST_STEPS = 200;

  private final Path file;
  private final String name;
  private final List<Fault> faults = new ArrayList<>();

  private PlaybookReader(Path file, String name) {
    this.file = file;
    this.name = name;
  }

  static PlaybookFolder.Read read(Path file, String name, String text) {
    PlaybookReader reader = new PlaybookReader(file, name);
    Optional<Playbook> playbook = reader.read(text);
    return new PlaybookFolder.Read(
        name, reader.faults.isEmpty() ? playbook : Optional.empty(), List.copyOf(reader.faults));
  }

  private Optional<Playbook> read(String text) {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
      fault(
          1,
          "\"" + name.replaceAll("\\p{Cntrl}", "?") + "\" is not a playbook's name",
          "use 1 to 40 of a-z 0-9 -");
    }
    Optional<TomlParseResult> toml = TomlText.parse(text, this::fault);
    if (toml.isEmpty()) {
      return Optional.empty();
    }
    TableKeys top = new TableKeys(toml.get(), 1, "the playbook", this::fault);
    String about = top.text("about").orElse("");
    Duration limit = top.duration("limit").orElse(LIMIT);
    List<Step> steps = steps(top);
    top.noMore();
    return Optional.of(new Playbook(name, about, limit, steps));
  }

  private List<Step> steps(TableKeys top) {
    Object found = top.value("step");
    if (!(found instanceof TomlArray array) || array.isEmpty()) {
      fault(found == null ? 1 : top.line("step"), "there is no step", "write [[step]] for each");
      return List.of();
    }
    if (array.size() > MOST_STEPS) {
      fault(top.line("step"), "more than " + MOST_STEPS + " steps", "make two playbooks of it");
      return List.of();
    }
    List<TableKeys> tables = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof TomlTable table)) {
        fault(top.line("step"), "step is no table", "write [[step]] for each");
        return List.of();
      }
      tables.add(new TableKeys(table, top.line("step"), "step " + (i + 1), this::fault));
    }
    Map<String, Integer> names = names(tables);
    return tables.stream().map(table -> step(table, names)).toList();
  }

  private Map<String, Integer> names(List<TableKeys> tables) {
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < tables.size(); i++) {
      int at = i;
      tables
          .get(i)
          .text("name")
          .ifPresent(label -> {
            if (names.putIfAbsent(label, at) != null) {
              fault(
                  tables.get(at).line("name"),
                  "two steps have the name \"" + label + "\"",
                  "choose another");
            }
          });
    }
    return names;
  }

  private Step step(TableKeys table, Map<String, Integer> names) {
    StepReader reader = new StepReader(table, names, this::fault);
    List<Playbook.Deed> deeds = reader.deeds();
    OptionalInt next = reader.target("goto");
    Step step = new Step(table.pattern("if-seen"), deeds, next);
    if (deeds.isEmpty() && next.isEmpty() && !table.has("goto")) {
      fault(table.first(), table.title() + " does nothing", "give it wait, send, say, power …");
    }
    table.noMore();
    return step;
  }

  private void fault(int line, String wrong, String right) {
    faults.add(new Fault(file, line, wrong, right));
  }
}
