package postern.audit.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import postern.audit.Archive;
import postern.audit.AuditStore;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Outcome;

/** Damages an event log of three files of 300 events each. */
@Tag("long")
final class EventLogDamageTest {
  private static final int EACH = 300;
  private static final int ALL = 3 * EACH;

  @TempDir Path temp;

  /** Damages files. */
  @FunctionalInterface
  interface Change {
    void apply(EventLogDamageTest log) throws Exception;
  }

  /**
   * A kind of damage.
   *
   * @param fewer how many events can no longer be read; -1 if that varies
   * @param file number of the damaged file
   * @param said what is reported
   */
  record Case(String name, Change change, int fewer, int file, String said) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(lines(), blocks(), files()).flatMap(List::stream);
  }

  private static List<Case> lines() {
    return List.of(
        new Case(
            "flipped bit in an id",
            log -> log.flip(2, "{\"id\":450,", 8),
            1,
            2,
            "id 451 where 450 is due"),
        new Case(
            "flipped bit in two successive ids",
            log -> {
              log.flip(2, "{\"id\":450,", 7);
              log.flip(2, "{\"id\":451,", 7);
            },
            2,
            2,
            "events 450 to 451 are missing here"),
        new Case(
            "flipped bit in a first id",
            log -> log.flip(2, "{\"id\":301,", 8),
            1,
            2,
            "event 301 is missing"),
        new Case(
            "flipped bit in the last id",
            log -> log.flip(3, "{\"id\":900,", 6),
            1,
            3,
            "id 100 where 900"),
        new Case(
            "flipped bit in a brace",
            log -> log.flip(1, "{\"id\":7,", 0),
            1,
            1,
            "event 7 is missing"),
        new Case("an invalid byte", log -> log.put(2, "red/p450", 4, "\u00ff"), 1, 2, "0xff at "),
        new Case(
            "a lost line end",
            log -> log.put(2, "{\"id\":450,", -1, " "),
            2,
            2,
            "450 are missing"));
  }

  private static List<Case> blocks() {
    return List.of(
        new Case(
            "zeros in the middle",
            log -> log.put(2, "{\"id\":400,", 30, "\0".repeat(16 << 10)),
            -1,
            2,
            "are missing here"),
        new Case(
            "zeros over a file",
            log -> log.rewrite(2, text -> "\0".repeat(text.length())),
            EACH,
            2,
            "without an end"),
        new Case(
            "zeros at the start",
            log -> log.put(1, "{\"id\":1,", 0, "\0".repeat(5_000)),
            -1,
            1,
            "missing"),
        new Case("a block twice", log -> log.rewrite(2, text -> text + text), 0, 2, "from 301 on"),
        new Case(
            "blocks out of order",
            log -> log.rewrite(2, text -> half(text, 1) + half(text, 0)),
            0,
            2,
            "out of order"),
        new Case(
            "two lines swapped",
            log ->
                log.rewrite(
                    2,
                    text -> {
                      List<String> lines = new ArrayList<>(text.lines().toList());
                      lines.add(100, lines.remove(101));
                      return String.join("\n", lines) + "\n";
                    }),
            0,
            2,
            "id 402 where 401 is due"),
        new Case(
            "a line of 5 mb",
            log -> log.put(2, "{\"id\":450,", 0, "x".repeat(5 << 20) + "\n"),
            -1,
            2,
            "longer than any"));
  }

  private static List<Case> files() {
    return List.of(
        new Case(
            "truncated",
            log -> log.rewrite(2, text -> text.substring(0, text.indexOf("{\"id\":500,") + 20)),
            101,
            2,
            "without an end"),
        new Case("empty", log -> log.rewrite(2, text -> ""), EACH, 2, "the file is empty"),
        new Case(
            "gone",
            log -> Files.delete(log.file(2)),
            EACH,
            3,
            "events 301 to 600 are missing here"),
        new Case(
            "first file gone",
            log -> Files.delete(log.file(1)),
            EACH,
            2,
            "events 1 to 300 are missing here"),
        new Case(
            "a folder instead",
            log -> {
              Files.delete(log.file(2));
              Files.createDirectory(log.file(2));
            },
            EACH,
            2,
            "not a regular file"),
        new Case(
            "a fifo instead",
            log -> {
              Files.delete(log.file(2));
              new ProcessBuilder("mkfifo", log.file(2).toString()).start().waitFor();
            },
            EACH,
            2,
            "not a regular file"));
  }

  @BeforeEach
  void writeThreeFiles() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      for (int i = 1; i <= ALL; i++) {
        store.event(
            EventKind.LOGIN, Outcome.OK, Map.of("person", "red/p" + i, "source", "192.0.2.1"));
      }
    }
    Files.delete(data().resolve("checkpoint"));
    List<String> lines = Files.readAllLines(file(1), ISO_8859_1);
    for (int i = 1; i <= 3; i++) {
      Files.write(file(i), lines.subList((i - 1) * EACH, i * EACH), ISO_8859_1);
    }
  }

  private Path data() {
    return temp.resolve("data");
  }

  private Path file(int number) {
    return data().resolve("events/%019d.jsonl".formatted((number - 1) * EACH + 1));
  }

  @FunctionalInterface
  private interface Rewriting {
    String of(String text);
  }

  private void rewrite(int number, Rewriting how) throws IOException {
    String text = Files.readString(file(number), ISO_8859_1);
    Files.writeString(file(number), how.of(text), ISO_8859_1);
  }

  private static String half(String text, int which) {
    int middle = text.indexOf("{\"id\":450,");
    return which == 0 ? text.substring(0, middle) : text.substring(middle);
  }

  private void put(int number, String before, int skip, String what) throws IOException {
    String text = Files.readString(file(number), ISO_8859_1);
    try (FileChannel log = FileChannel.open(file(number), StandardOpenOption.WRITE)) {
      log.write(ISO_8859_1.encode(what), text.indexOf(before) + skip);
    }
  }

  private void flip(int number, String before, int at) throws IOException {
    String text = Files.readString(file(number), ISO_8859_1);
    char was = text.charAt(text.indexOf(before) + at);
    put(number, before, at, Character.toString(at == 0 ? was ^ 4 : at == 6 ? was ^ 8 : was ^ 1));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void damageIsReportedAndNothingAfterItIsHidden(Case damaged) throws Exception {
    damaged.change.apply(this);
    List<byte[]> bytes = contents();
    Archive offline = OfflineArchive.open(data());
    List<Event> left = offline.events(EventQuery.all()).toList();
    if (damaged.fewer >= 0) {
      assertThat(left.size()).isEqualTo(ALL - damaged.fewer);
    }
    assertThat(left).extracting(Event::id).doesNotHaveDuplicates().contains(899L);
    check(damaged, offline);
    try (AuditStore store = StoreFixture.store(data())) {
      store.event(EventKind.START, Outcome.OK, Map.of());
      List<Event> events = store.archive().events(EventQuery.all()).toList();
      assertThat(events.size()).isEqualTo(left.size() + 1);
      assertThat(events.getFirst().id()).isBetween((long) ALL, ALL + 1L);
      check(damaged, store.archive());
      assertThat(store.archive().events(of("red/p899")).toList()).hasSize(1);
      assertThat(store.setAside()).isEmpty();
    }
    List<byte[]> after = contents();
    for (int i = 0; i < bytes.size(); i++) {
      assertThat(Arrays.copyOf(after.get(i), bytes.get(i).length)).isEqualTo(bytes.get(i));
    }
  }

  private static EventQuery of(String person) {
    EventQuery all = EventQuery.all();
    return new EventQuery(
        all.machine(),
        all.tenant(),
        java.util.Optional.of(person),
        all.source(),
        all.kind(),
        all.since(),
        all.until(),
        all.limit());
  }

  private void check(Case damaged, Archive archive) throws IOException {
    String name = "events/" + file(damaged.file).getFileName();
    assertThat(archive.damage())
        .as("damage reported")
        .hasSizeBetween(1, 3)
        .anySatisfy(one -> {
          assertThat(one.file()).isEqualTo(name);
          assertThat(one.text()).contains(name + ", byte ").contains(damaged.said);
        });
  }

  private List<byte[]> contents() throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (int i : IntStream.rangeClosed(1, 3).toArray()) {
      if (Files.isRegularFile(file(i))) {
        all.add(Files.readAllBytes(file(i)));
      }
    }
    return all;
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(ints = {1, 700, 5 << 20})
  void aTornEndIsSetAsideAndIdsContinue(int size) throws Exception {
    String torn = "{\"id\":901,".repeat(size / 10 + 1).substring(0, size);
    Files.writeString(file(3), torn, StandardOpenOption.APPEND);
    long whole = Files.size(file(3)) - size;
    assertThat(OfflineArchive.open(data()).events(EventQuery.all()).toList().size()).isEqualTo(ALL);
    try (AuditStore store = StoreFixture.store(data())) {
      store.event(EventKind.START, Outcome.OK, Map.of());
      assertThat(store.archive().events(EventQuery.all()).toList().getFirst().id())
          .isEqualTo(ALL + 1L);
      assertThat(store.archive().damage()).isEmpty();
      Path kept = Path.of(file(3) + ".torn-" + whole);
      assertThat(store.setAside()).containsExactly(kept);
      assertThat(Files.readString(kept)).isEqualTo(torn);
    }
  }

  @Test
  void aLastFileThatIsNotAFileIsLeftAloneAndIdsContinue() throws Exception {
    Files.delete(file(3));
    Files.createDirectory(file(3));
    try (AuditStore store = StoreFixture.store(data())) {
      store.event(EventKind.START, Outcome.OK, Map.of());
      List<Event> events = store.archive().events(EventQuery.all()).toList();
      assertThat(events.size()).isEqualTo(2 * EACH + 1);
      assertThat(events.getFirst().id()).isGreaterThan(2 * EACH + 1L);
      assertThat(store.archive().damage()).isNotEmpty();
    }
  }

  @Test
  void idsAreNotReusedWhenAllFilesAreGone() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      store.event(EventKind.START, Outcome.OK, Map.of());
    }
    try (Stream<Path> files = Files.list(data().resolve("events"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    try (AuditStore store = StoreFixture.store(data())) {
      store.event(EventKind.START, Outcome.OK, Map.of());
      assertThat(store.archive().events(EventQuery.all()).toList())
          .extracting(Event::id)
          .containsExactly(ALL + 2L);
      assertThat(OfflineArchive.open(data()).events(EventQuery.all()).toList()).hasSize(1);
    }
    assertThat(OfflineArchive.open(data()))
        .satisfies(archive -> {
          assertThat(archive.damage())
              .singleElement()
              .satisfies(
                  one -> assertThat(one.what()).contains("events 1 to 901 are missing here"));
        });
  }
}
