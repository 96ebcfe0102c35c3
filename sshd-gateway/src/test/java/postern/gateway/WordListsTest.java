package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import postern.audit.Event;
import postern.gateway.rig.Program;

/**
 * The word lists of the auditors' manual are closed: the sources write every word of them, and no
 * other. A word is found by how it is written there, so that one the patterns miss is missed in the
 * manual's list too, and shows.
 */
final class WordListsTest {
  /** What a try or a playbook comes to, which their own methods write as their event's action. */
  private static final Set<String> ACTIONS = Set.of("armed", "kept", "cancelled", "step");

  private static final Pattern WORD = Pattern.compile("\"([a-z-]+)\"");

  @Test
  void roles() {
    assertThat(
            written(
                "\\bnew LiveSession\\.Place\\([^;]*?(\"\\w+\")",
                "new Onlooker\\(\\w+, (\"\\w+\")",
                "String (?:WATCHER|WRITER) = (\"\\w+\")"))
        .isEqualTo(manual("role"));
  }

  @Test
  void ends() {
    assertThat(
            written(
                "new Ending\\(\\s*(\"\\w+\")",
                "String (?:end|how) = ([^;]*);",
                "\\s(?:end|how) = (\"\\w+\");",
                "typed, (\"\\w+\")\\)"))
        .isEqualTo(manual("end"));
  }

  @Test
  void events() {
    Set<String> kinds =
        written(
            "(?:audit(?:\\(\\))?|house(?:\\(\\))?|events)\\s*\\.(?:event|append)\\(\\s*(\"\\w+\")",
            "\\bdid\\(\\s*(\"\\w+\")",
            "Health\\.\\w+\\([^)]*\\) -> event\\((\"\\w+\")",
            "String (?:ATTACH|DETACH) = (\"\\w+\")",
            "\\sevent\\(\\s*(\"\\w+\"),\\s*(?:\"|why|mine|outcome)");
    kinds.removeAll(ACTIONS);
    assertThat(kinds).isEqualTo(manual("event")).isEqualTo(Set.copyOf(Event.KINDS));
  }

  @Test
  void outcomes() {
    assertThat(
            written(
                "(?:event|append|did)\\(\\s*\"\\w+\",\\s*([^;]*?),",
                "configEvent\\((\"\\w+\")",
                "\\bover\\(paste, (\"\\w+\")",
                "case (?:PowerOutcome|PowerResult)[\\w., ()]* -> (\"\\w+\");"))
        .isEqualTo(manual("outcome"));
  }

  @Test
  void marks() {
    Set<String> listed = new TreeSet<>();
    Pattern line = Pattern.compile("In recordings, marks: (.*)\\.");
    line.matcher(read(auditors()))
        .results()
        .forEach(found ->
            Pattern.compile("`([a-z-]+)`")
                .matcher(found.group(1))
                .results()
                .forEach(word -> listed.add(word.group(1))));
    assertThat(written("\\bmark\\(\\s*(\"[a-z-]+\")", "String ACT_BEGUN = (\"[a-z-]+\")"))
        .isEqualTo(listed);
  }

  /** The words of the table below {@code `NAME`}. */
  private static Set<String> manual(String name) {
    Set<String> words = new TreeSet<>();
    boolean here = false;
    for (String line : read(auditors()).lines().toList()) {
      if (line.startsWith("`") || line.startsWith("#") || line.startsWith("In ")) {
        here = line.equals("`" + name + "`");
      } else if (here && line.startsWith("| `")) {
        Pattern.compile("`(\\w+)`")
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

  /** Every quoted word in what the first group of any of these patterns finds in the sources. */
  private static Set<String> written(String... patterns) {
    Set<String> words = new TreeSet<>();
    for (String source : SOURCES) {
      for (String pattern : patterns) {
        Pattern.compile(pattern)
            .matcher(source)
            .results()
            .map(found -> found.group(1))
            .flatMap(text -> WORD.matcher(text).results())
            .map((MatchResult word) -> word.group(1))
            .forEach(words::add);
      }
    }
    return words;
  }

  private static final List<String> SOURCES =
      Stream.of("sshd-gateway", "audit-store").flatMap(WordListsTest::sources).toList();

  private static Stream<String> sources(String module) {
    try (Stream<Path> files =
        Files.walk(Program.checkout().resolve(module).resolve("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(WordListsTest::read)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
