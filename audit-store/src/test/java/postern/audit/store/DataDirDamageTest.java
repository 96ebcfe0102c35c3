package postern.audit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static postern.audit.store.StoreFixture.WEB1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.MarkKind;
import postern.audit.Outcome;

final class DataDirDamageTest {
  private static final int SIZE = 100_000;

  @TempDir Path temp;
  private final byte[] said = StoreFixture.bytes(5, SIZE);

  @BeforeEach
  void writeAJournal() {
    try (AuditStore store = StoreFixture.store(data())) {
      StoreFixture.record(store.recording(WEB1), said, 1_000);
      store.recording(WEB1).mark(MarkKind.LINE_UP, "up");
      store.event(EventKind.LOGIN, Outcome.OK, Map.of("person", "red/ann"));
    }
  }

  private Path data() {
    return temp.resolve("data");
  }

  private Path only(String folder) throws IOException {
    try (Stream<Path> all = Files.list(data().resolve(folder))) {
      return all.toList().getFirst();
    }
  }

  @Test
  void aTornTailIsCutAfterTheLastCompleteFrame() throws Exception {
    Path journal = only("journal");
    byte[] whole = Files.readAllBytes(journal);
    Random random = new Random(3);
    for (int i = 0; i < 10; i++) {
      int cut = whole.length - 1_000 - random.nextInt(50_000);
      Files.write(journal, Arrays.copyOf(whole, cut));
      byte[] left = StoreFixture.output(OfflineArchive.open(data()), WEB1);
      assertThat(left).isEqualTo(Arrays.copyOf(said, left.length));
      assertThat(left.length).isGreaterThan(cut - cut / 20 - 3_000);
    }
    Files.write(journal, new byte[700], StandardOpenOption.APPEND);
    Files.delete(
        data().resolve("checkpoint")); // after a crash there is no checkpoint with this end
    byte[] offline = StoreFixture.output(OfflineArchive.open(data()), WEB1);
    try (AuditStore store = StoreFixture.store(data())) {
      ConsoleRecording web1 = store.recording(WEB1);
      assertThat(web1.lastOffset()).isEqualTo(offline.length);
      StoreFixture.record(web1, Arrays.copyOfRange(said, offline.length, SIZE), 500);
      assertThat(StoreFixture.output(store.archive(), WEB1)).isEqualTo(said);
    }
  }

  @Test
  void aFlippedBitLosesOneFrameAndIsReported() throws Exception {
    Path journal = only("journal");
    byte[] whole = Files.readAllBytes(journal);
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      byte[] flipped = whole.clone();
      int at = 16 + random.nextInt(whole.length - 3_000);
      flipped[at] = (byte) (flipped[at] ^ (1 << random.nextInt(8)));
      Files.write(journal, flipped);
      List<Frame> frames = StoreFixture.frames(OfflineArchive.open(data()), WEB1);
      long gaps =
          StoreFixture.of(frames, Frame.Gap.class).stream().mapToLong(Frame.Gap::bytes).sum();
      long bytes =
          StoreFixture.of(frames, Frame.Output.class).stream()
              .mapToLong(f -> f.bytes().remaining())
              .sum();
      boolean firstFrameHit = at < 1_400;
      assertThat(bytes).isGreaterThanOrEqualTo(SIZE - 1_000L);
      assertThat(gaps + bytes).isBetween(firstFrameHit ? SIZE - 1_000L : SIZE, (long) SIZE);
    }
    try (AuditStore store = StoreFixture.store(data())) {
      Awaitility.await().until(() -> Files.exists(Path.of(journal + ".damaged")));
      assertThat(store.archive().events(EventQuery.all()).toList())
          .anyMatch(event -> event.about().getOrDefault("reason", "").contains("is damaged"));
      assertThat(store.recording(WEB1).lastOffset()).isEqualTo(SIZE);
    }
  }

  @Test
  void aJournalThatIsAlsoSealedIsReadOnce() throws Exception {
    Path journal = only("journal");
    byte[] whole = Files.readAllBytes(journal);
    sealAll();
    Files.write(journal, whole);
    List<Frame> frames = StoreFixture.frames(OfflineArchive.open(data()), WEB1);
    assertThat(StoreFixture.output(frames)).isEqualTo(said);
    assertThat(StoreFixture.of(frames, Frame.Mark.class)).hasSize(1);
    sealAll();
    assertThat(StoreFixture.output(OfflineArchive.open(data()), WEB1)).isEqualTo(said);
    try (Stream<Path> segments = Files.list(data().resolve("segments/red/web1/1"))) {
      assertThat(segments).hasSize(1);
    }
  }

  private void sealAll() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      Awaitility.await().until(() -> empty("journal"));
      assertThat(store.recording(WEB1).lastOffset()).isEqualTo(SIZE);
    }
  }

  private boolean empty(String folder) throws IOException {
    try (Stream<Path> all = Files.list(data().resolve(folder))) {
      return all.findAny().isEmpty();
    }
  }

  @Test
  void aDamagedSegmentIsAGap() throws Exception {
    sealAll();
    Path segment = only("segments/red/web1/1");
    byte[] whole = Files.readAllBytes(segment);
    whole[whole.length / 2] ^= 4;
    Files.write(segment, whole);
    List<Frame> frames = StoreFixture.frames(OfflineArchive.open(data()), WEB1);
    long gaps = StoreFixture.of(frames, Frame.Gap.class).stream().mapToLong(Frame.Gap::bytes).sum();
    long bytes =
        StoreFixture.of(frames, Frame.Output.class).stream()
            .mapToLong(f -> f.bytes().remaining())
            .sum();
    assertThat(gaps).isPositive();
    assertThat(gaps + bytes).isEqualTo(SIZE);
  }

  @Test
  void aMissingOrDamagedCheckpointLosesNothing() throws Exception {
    sealAll();
    Files.delete(data().resolve("checkpoint"));
    sealAll();
    Files.writeString(data().resolve("checkpoint"), "{\"is\":\"head\"}\n", UTF_8);
    try (AuditStore store = StoreFixture.store(data())) {
      assertThat(store.recording(WEB1).lastOffset()).isEqualTo(SIZE);
      assertThat(store.archive().consoles()).containsExactly(WEB1);
    }
  }

  @Test
  void anUnfinishedEventIsCutAndIdsContinue() throws Exception {
    Path log = only("events");
    Files.writeString(log, "{\"id\":2,\"v\":1,\"time\":\"20", StandardOpenOption.APPEND);
    assertThat(OfflineArchive.open(data()).events(EventQuery.all()).toList()).hasSize(1);
    try (AuditStore store = StoreFixture.store(data())) {
      store.event(EventKind.LOGIN, Outcome.REFUSED, Map.of());
      Awaitility.await().until(() -> empty("journal"));
      store.sync();
      List<Event> events = OfflineArchive.open(data()).events(EventQuery.all()).toList();
      assertThat(events).extracting(Event::id).containsExactly(3L, 2L, 1L);
    }
  }

  @Test
  void aMissingOrDamagedIndexIsRebuilt() throws Exception {
    for (int i = 0; i < 3; i++) {
      Path index = data().resolve("index.mv.db");
      switch (i) {
        case 0 -> Files.delete(index);
        case 1 -> Files.write(index, StoreFixture.bytes(9, 20_000));
        default -> {
          byte[] bytes = Files.readAllBytes(index);
          Arrays.fill(bytes, 100, bytes.length, (byte) 0x55);
          Files.write(index, bytes);
        }
      }
      try (AuditStore store = StoreFixture.store(data())) {
        assertThat(store.archive().events(EventQuery.all()).toList())
            .anyMatch(event -> event.about().getOrDefault("person", "").equals("red/ann"));
        Awaitility.await().until(() -> Files.exists(index));
      }
    }
    assertThat(OfflineArchive.rebuildIndex(data())).matches("\\d+ events and 0 sessions");
  }
}
