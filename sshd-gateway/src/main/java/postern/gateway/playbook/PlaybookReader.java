package postern.gateway.playbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.tomlj.TomlParseResult;
import postern.gateway.config.Fault;
import postern.gateway.config.Faults;
import postern.gateway.config.Section;
import postern.gateway.config.TomlText;
import postern.gateway.playbook.Playbook.Step;

/** Reads one playbook. Every fault has its line. */
final class PlaybookReader {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int MOST_STEPS = 200;

  private final String name;
  private final Faults faults;

  private PlaybookReader(String name, Faults faults) {
    this.name = name;
    this.faults = faults;
  }

  static PlaybookFolder.Read read(Path file, String name, String text) {
    Faults faults = new Faults(file, text);
    Optional<Playbook> playbook = new PlaybookReader(name, faults).read(text);
    List<Fault> found = faults.found();
    return new PlaybookFolder.Read(name, found.isEmpty() ? playbook : Optional.empty(), found);
  }

  private Optional<Playbook> read(String text) {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
      faults.add(
          1,
          "\"" + name.replaceAll("\\p{Cntrl}", "?") + "\" is not a playbook's name",
          "use 1 to 40 of a-z 0-9 -");
    }
    Optional<TomlParseResult> toml = TomlText.parse(text, faults::add);
    if (toml.isEmpty()) {
      return Optional.empty();
    }
    Section top = new Section(toml.get(), faults, "the playbook", 1);
    String about = top.text("about").orElse("");
    Duration limit = top.duration("limit").orElse(LIMIT);
    List<Step> steps = steps(top);
    top.noMore();
    return Optional.of(new Playbook(name, about, limit, steps));
  }

  private List<Step> steps(Section top) {
    List<Section> tables = top.tables("step");
    if (tables.isEmpty() && !top.has("step")) {
      faults.add(1, "there is no step", "write [[step]] for each");
    }
    if (tables.size() > MOST_STEPS) {
      top.fault("step", "more than " + MOST_STEPS + " steps", "make two playbooks of it");
      return List.of();
    }
    Map<String, Integer> names = names(tables);
    return tables.stream().map(table -> step(table, names)).toList();
  }

  private static Map<String, Integer> names(List<Section> tables) {
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < tables.size(); i++) {
      Section table = tables.get(i);
      Optional<String> label = table.text("name");
      if (label.isPresent() && names.putIfAbsent(label.get(), i) != null) {
        table.fault(
            "name", "two steps have the name \"" + label.get() + "\"", "choose another name");
      }
    }
    return names;
  }

  private Step step(Section table, Map<String, Integer> names) {
    StepReader reader = new StepReader(table, names);
    List<Playbook.Instruction> instructions = reader.instructions();
    OptionalInt next = reader.target("goto");
    Step step = new Step(reader.pattern("if-seen"), instructions, next);
    if (instructions.isEmpty() && next.isEmpty() && !table.has("goto")) {
      table.fault(table.title() + " does nothing", "give it wait, send, say, power …");
    }
    table.noMore();
    return step;
  }
}
