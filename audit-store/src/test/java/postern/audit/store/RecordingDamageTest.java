package postern.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.audit.store.StoreFixture.WEB1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import postern.audit.Archive;
import postern.audit.AuditStore;
import postern.audit.Event;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.RecordedConsole;
import postern.audit.SessionClosed;
import postern.audit.SessionEnd;
import postern.audit.SessionOpened;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.audit.SessionRole;

/** Damages a recording of three segments and a journal. */
@Tag("long")
final class RecordingDamageTest {
  private static final int SEGMENT = 300_000;
  private static final int ALL = 3 * SEGMENT + 50_000;

  private static final byte[] SAID = StoreFixture.bytes(7, ALL);

  @TempDir static Path written;
  @TempDir Path temp;
  private final byte[] said = SAID;

  /** Writes the recording once, as sealing takes some seconds. */
  @BeforeAll
  static void writeThreeSegmentsAndAJournal() throws Exception {
    try (AuditStore store = StoreFixture.store(written)) {
      SessionOpened opened =
          new SessionOpened(store.newSession(), WEB1, "red/ann", "SHA256:a", "::1", Instant.now());
      store.opened(opened, SessionRole.WATCHER);
      for (int i = 1; i <= 3; i++) {
        byte[] part = Arrays.copyOfRange(SAID, (i - 1) * SEGMENT, i * SEGMENT);
        StoreFixture.record(store.recording(WEB1), part, 1_000);
        int wanted = i;
        Awaitility.await()
            .until(() -> count("segments/red/web1/1") == wanted && count("journal") == 0);
      }
      StoreFixture.record(store.recording(WEB1), Arrays.copyOfRange(SAID, 3 * SEGMENT, ALL), 1_000);
      store.closed(
          new SessionClosed(opened.session(), Instant.now(), ALL, 0, SessionEnd.LEFT),
          SessionRole.WATCHER);
    }
  }

  private static int count(String folder) throws IOException {
    if (!Files.isDirectory(written.resolve(folder))) {
      return 0;
    }
    try (Stream<Path> all = Files.list(written.resolve(folder))) {
      return (int) all.count();
    }
  }

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> all = Files.walk(written)) {
      for (Path from : all.toList()) {
        Path to = data().resolve(written.relativize(from).toString());
        if (Files.isDirectory(from)) {
          Files.createDirectories(to);
        } else {
          Files.copy(from, to);
        }
      }
    }
  }

  private Path data() {
    return temp.resolve("data");
  }

  private List<Path> journals() throws IOException {
    return files("journal");
  }

  private List<Path> segments() throws IOException {
    return files("segments/red/web1/1");
  }

  private List<Path> files(String folder) throws IOException {
    if (!Files.isDirectory(data().resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(data().resolve(folder))) {
      return all.sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,gone",
    "1,gone",
    "2,gone",
    "0,folder",
    "1,word",
    "1,flipped",
    "2,short",
    "0,empty"
  })
  void missingOutputIsReportedWithItsOffsetsAndTheRestIsRead(int which, String how)
      throws Exception {
    Path segment = segments().get(which);
    damage(segment, how);
    checkGap(OfflineArchive.open(data()), which, how);
    try (AuditStore store = StoreFixture.store(data())) {
      checkGap(store.archive(), which, how);
      assertThat(store.recording(WEB1).lastOffset()).isEqualTo(ALL);
    }
  }

  private static void damage(Path file, String how) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    switch (how) {
      case "gone" -> Files.delete(file);
      case "folder" -> {
        Files.delete(file);
        Files.createDirectory(file);
      }
      case "word" -> bytes[3] ^= 1;
      case "flipped" -> bytes[bytes.length / 2] ^= 1;
      case "short" -> bytes = Arrays.copyOf(bytes, bytes.length / 2);
      default -> bytes = new byte[0];
    }
    if (!how.equals("gone") && !how.equals("folder")) {
      Files.write(file, bytes);
    }
  }

  private void checkGap(Archive archive, int which, String how) throws Exception {
    List<Frame> frames = StoreFixture.frames(archive, WEB1);
    List<Frame.Gap> holes = StoreFixture.of(frames, Frame.Gap.class);
    boolean part = how.equals("flipped") || how.equals("short");
    assertThat(holes).hasSizeBetween(1, part ? 2 : 1);
    Frame.Gap hole = holes.getLast();
    long end = (which + 1L) * SEGMENT;
    assertThat(hole.endOffset()).isEqualTo(end);
    assertThat(hole.bytes()).isBetween(part ? 1 : (long) SEGMENT, (long) SEGMENT);
    assertThat(hole.damage().orElseThrow().what())
        .startsWith("output from offset " + (end - hole.bytes()) + " to " + end + " is missing: ");
    long left =
        StoreFixture.of(frames, Frame.Output.class).stream()
            .mapToLong(o -> o.bytes().remaining())
            .sum();
    assertThat(left + holes.stream().mapToLong(Frame.Gap::bytes).sum()).isEqualTo(ALL);
  }

  @Test
  void eventsRevealThatTheNewestJournalIsMissing() throws Exception {
    Files.delete(journals().getFirst());
    checkLostEnd(OfflineArchive.open(data()));
    Files.delete(data().resolve("checkpoint"));
    try (AuditStore store = StoreFixture.store(data())) {
      checkLostEnd(store.archive());
      assertThat(store.recording(WEB1).lastOffset()).isEqualTo(ALL);
      StoreFixture.record(store.recording(WEB1), said, 1_000);
      checkLostEnd(store.archive());
    }
  }

  private void checkLostEnd(Archive archive) throws Exception {
    assertThat(StoreFixture.of(StoreFixture.frames(archive, WEB1), Frame.Gap.class))
        .singleElement()
        .satisfies(hole -> {
          assertThat(hole.endOffset()).isEqualTo(ALL);
          assertThat(hole.bytes()).isEqualTo(50_000);
          assertThat(hole.damage().orElseThrow().what()).contains("from offset 900000 to 950000");
        });
    SessionRecord session = archive.sessions(SessionQuery.all()).toList().getFirst();
    try (Stream<Frame> frames = archive.frames(session)) {
      assertThat(StoreFixture.of(frames.toList(), Frame.Gap.class)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone", "folder", "fifo", "empty", "flipped"})
  void aDamagedJournalNeverPreventsAStart(String how) throws Exception {
    Path journal = journals().getFirst();
    if (how.equals("fifo")) {
      Files.delete(journal);
      assertThat(new ProcessBuilder("mkfifo", journal.toString()).start().waitFor()).isZero();
    } else {
      damage(journal, how);
    }
    List<Frame.Gap> holes =
        StoreFixture.of(StoreFixture.frames(OfflineArchive.open(data()), WEB1), Frame.Gap.class);
    assertThat(holes).isNotEmpty().allMatch(hole -> hole.damage().isPresent());
    try (AuditStore store = StoreFixture.store(data())) {
      assertThat(store.recording(WEB1).lastOffset()).isEqualTo(ALL);
      StoreFixture.record(store.recording(WEB1), new byte[] {1}, 1);
      assertThat(StoreFixture.of(StoreFixture.frames(store.archive(), WEB1), Frame.Gap.class))
          .isNotEmpty()
          .allMatch(hole -> hole.damage().isPresent());
    }
  }

  @Test
  void aJournalThatCannotBeSealedDelaysAndRepeatsNothing() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      Awaitility.await().until(() -> journals().isEmpty());
    }
    Path folder = data().resolve("segments/red/web2/1");
    Files.createDirectories(folder.getParent());
    Files.createFile(folder);
    RecordedConsole web2 = new RecordedConsole("red", "web2", 1);
    try (AuditStore store = StoreFixture.store(data())) {
      StoreFixture.record(store.recording(WEB1), Arrays.copyOf(said, 1_000), 1_000);
      StoreFixture.record(store.recording(web2), said, 1_000);
      Awaitility.await().until(() -> !store.unsealed().isEmpty());
      int before = segments().size();
      // The first part may share a journal with the last bytes of web2; the second has its own.
      for (int i = 0; i < 2; i++) {
        StoreFixture.record(store.recording(WEB1), Arrays.copyOf(said, SEGMENT), 1_000);
        store.sync();
      }
      Awaitility.await().until(() -> segments().size() > before);
      assertThat(store.unsealed().getFirst().text()).contains("journal/").contains("not sealed: ");
      store.sync();
      List<String> hashes =
          store
              .archive()
              .events(EventQuery.all())
              .map(Event::about)
              .filter(about -> about.containsKey("sha256"))
              .map(Map::toString)
              .toList();
      assertThat(hashes).doesNotHaveDuplicates();
    }
  }
}
