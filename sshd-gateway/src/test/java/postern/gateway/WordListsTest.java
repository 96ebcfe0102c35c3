package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postern.audit.EventKind;
import postern.audit.MarkKind;
import postern.audit.Outcome;
import postern.audit.SessionEnd;
import postern.audit.SessionRole;
import postern.audit.Word;
import postern.gateway.act.EventField;
import postern.gateway.rig.Program;

/** The word lists of the auditors' manual have the words of the enums, and no other. */
final class WordListsTest {
  @Test
  void roles() {
    assertThat(manual("role")).isEqualTo(words(SessionRole.values()));
  }

  @Test
  void ends() {
    assertThat(manual("end")).isEqualTo(words(SessionEnd.values()));
  }

  @Test
  void events() {
    assertThat(manual("event")).isEqualTo(words(EventKind.values()));
  }

  @Test
  void outcomes() {
    assertThat(manual("outcome")).isEqualTo(words(Outcome.values()));
  }

  @Test
  void fields() {
    assertThat(manual("field"))
        .isEqualTo(
            Stream.of(EventField.values())
                .map(EventField::word)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void marks() {
    assertThat(manual("mark")).isEqualTo(words(MarkKind.values()));
  }

  private static Set<String> words(Word... values) {
    return Stream.of(values).map(Word::word).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The words of the table below {@code `NAME`}. */
  private static Set<String> manual(String name) {
    Set<String> words = new TreeSet<>();
    boolean here = false;
    for (String line : read(auditors()).lines().toList()) {
      if (line.startsWith("`") || line.startsWith("#")) {
        here = line.matches("`" + name + "`(, .*)?");
      } else if (here && line.startsWith("| `")) {
        Pattern.compile("`([a-z-]+)`")
            .matcher(line.substring(0, line.indexOf('|', 1)))
            .results()
            .forEach(word -> words.add(word.group(1)));
      }
    }
    assertThat(words).as(name).hasSizeGreaterThan(3);
    return words;
  }

  private static Path auditors() {
    return Program.checkout().resolve("docs/manual/auditors.md");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
