package postern.audit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static postern.audit.store.StoreFixture.WEB1;
import static postern.audit.store.StoreFixture.WEB2;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.AuditSettings;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.Health;
import postern.audit.MarkKind;
import postern.audit.RecordedConsole;
import postern.audit.StoreFault;

final class RecordingTest {
  @TempDir Path temp;

  private Path data() {
    return temp.resolve("data");
  }

  @Test
  void everyByteIsReadFromJournalAndSegmentsAndAfterARestart() throws Exception {
    byte[] said = StoreFixture.bytes(1, 3_000_000);
    try (AuditStore store = StoreFixture.store(data())) {
      ConsoleRecording web1 = store.recording(WEB1);
      assertThat(store.recording(WEB1)).isSameAs(web1);
      StoreFixture.record(web1, said, 7_777);
      assertThat(web1.lastOffset()).isEqualTo(said.length);
      assertThat(StoreFixture.output(store.archive(), WEB1)).isEqualTo(said);
      assertThat(StoreFixture.output(OfflineArchive.open(data()), WEB1)).isEqualTo(said);
    }
    try (AuditStore store = StoreFixture.store(data())) {
      ConsoleRecording web1 = store.recording(WEB1);
      assertThat(web1.lastOffset()).isEqualTo(said.length);
      Awaitility.await().until(() -> journals() == 0);
      assertThat(StoreFixture.output(store.archive(), WEB1)).isEqualTo(said);
      assertThat(store.archive().consoles()).containsExactly(WEB1);
      assertThat(segmentEvents(store)).isNotEmpty();
    }
  }

  private long journals() throws Exception {
    try (Stream<Path> all = Files.list(data().resolve("journal"))) {
      return all.count();
    }
  }

  private static List<Event> segmentEvents(AuditStore store) throws Exception {
    EventQuery query =
        new EventQuery(
            Optional.of("web1"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(EventKind.RECORDING),
            Optional.empty(),
            Optional.empty(),
            10);
    return store.archive().events(query).toList();
  }

  @Test
  void theEventLogHasTheHashOfEachSegment() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      StoreFixture.record(store.recording(WEB1), StoreFixture.bytes(2, 400_000), 10_000);
      store.sync();
      Awaitility.await().until(() -> !segmentEvents(store).isEmpty());
      Event event = segmentEvents(store).getLast();
      Path file =
          data().resolve("segments/red/web1/1").resolve(event.about().getOrDefault("segment", ""));
      byte[] hash =
          java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      assertThat(event.about()).containsEntry("sha256", java.util.HexFormat.of().formatHex(hash));
    }
  }

  @Test
  void framesKeepTheirKindsOrderAndTimes() throws Exception {
    Instant before = Instant.now();
    try (AuditStore store = StoreFixture.store(data())) {
      ConsoleRecording web1 = store.recording(WEB1);
      assertThat(web1.output(ByteBuffer.wrap(new byte[] {1, 2, 3}), 3)).isTrue();
      assertThat(web1.typing("20261122T180512Z-4f9a2c", ByteBuffer.allocate(5))).isEmpty();
      web1.mark(MarkKind.KEYBOARD, "red/änn took it");
      assertThat(web1.gap(10, 13)).isTrue();
      assertThat(store.recording(WEB2).output(ByteBuffer.wrap(new byte[] {9}), 1)).isTrue();
      List<Frame> frames = StoreFixture.frames(store.archive(), WEB1);
      assertThat(frames).hasSize(4);
      assertThat(frames.get(0))
          .isInstanceOfSatisfying(
              Frame.Output.class,
              output ->
                  assertThat(output.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3})));
      assertThat(frames.get(1))
          .isInstanceOfSatisfying(
              Frame.Typed.class, typed -> assertThat(typed.bytes()).isEqualTo(5));
      assertThat(frames.get(2))
          .isInstanceOfSatisfying(
              Frame.Mark.class, mark -> assertThat(mark.text()).isEqualTo("red/änn took it"));
      assertThat(frames.get(3))
          .isInstanceOfSatisfying(Frame.Gap.class, gap -> assertThat(gap.bytes()).isEqualTo(10));
      assertThat(frames)
          .allSatisfy(frame -> assertThat(frame.time()).isBetween(before, Instant.now()));
      assertThat(frames).isSortedAccordingTo((a, b) -> Long.compare(a.nanos(), b.nanos()));
    }
  }

  @Test
  void framesAreSelectedByOffsetAndTime() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      ConsoleRecording web1 = store.recording(WEB1);
      StoreFixture.record(web1, StoreFixture.bytes(3, 600_000), 1_000);
      try (Stream<Frame> frames = store.archive().framesFrom(WEB1, 300_500)) {
        byte[] rest = StoreFixture.output(frames.toList());
        assertThat(rest).hasSize(300_000);
      }
      Instant now = Instant.now();
      try (Stream<Frame> none =
          store.archive().frames(WEB1, Optional.of(now.plusSeconds(1)), Optional.empty())) {
        assertThat(none).isEmpty();
      }
      try (Stream<Frame> all =
          store.archive().frames(WEB1, Optional.empty(), Optional.of(now.plusSeconds(1)))) {
        assertThat(all).hasSize(600);
      }
    }
  }

  @Test
  void anUnreportedJumpOfOffsetsIsAGap() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      ConsoleRecording web1 = store.recording(WEB1);
      web1.output(ByteBuffer.wrap(new byte[] {1}), 1);
      web1.output(ByteBuffer.wrap(new byte[] {2}), 100);
      assertThat(StoreFixture.of(StoreFixture.frames(store.archive(), WEB1), Frame.Gap.class))
          .singleElement()
          .satisfies(gap -> assertThat(gap.bytes()).isEqualTo(98));
      assertThatThrownBy(() -> web1.output(ByteBuffer.wrap(new byte[] {2}), 100))
          .isInstanceOf(StoreFault.class)
          .hasMessageContaining("red/web1");
    }
  }

  @Test
  void aFullBufferRefusesAndCallsWhenThereIsRoom() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      ConsoleRecording web1 = store.recording(WEB1);
      ByteBuffer piece = ByteBuffer.allocate(1 << 20);
      long end = 0;
      CountDownLatch room = new CountDownLatch(1);
      while (web1.output(piece, end + piece.remaining())) {
        end += piece.remaining();
      }
      assertThat(piece.position()).isZero();
      web1.whenRoom(room::countDown);
      assertThat(room.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(web1.output(piece, end + piece.remaining())).isTrue();
      assertThat(store.sync()).isTrue();
    }
  }

  @Test
  void aThousandConsolesAreRecordedSeparately() throws Exception {
    int consoles = 1_000;
    try (AuditStore store =
        FileAuditStore.open(data(), new AuditSettings(true, 1 << 20, 4 << 20), Clock.systemUTC())) {
      for (int line = 0; line < 20; line++) {
        for (int i = 0; i < consoles; i++) {
          byte[] text = ("console " + i + " line " + line + "\r\n").getBytes(UTF_8);
          StoreFixture.record(store.recording(new RecordedConsole("t", "m" + i, 1)), text, 4096);
        }
      }
      store.sync();
      assertThat(store.archive().consoles()).hasSize(consoles);
      for (int i = 0; i < consoles; i += 97) {
        String all =
            new String(
                StoreFixture.output(store.archive(), new RecordedConsole("t", "m" + i, 1)), UTF_8);
        assertThat(all.lines())
            .hasSize(20)
            .allMatch(line -> line.matches("console \\d+ line \\d+"));
      }
      long open = ProcessHandle.current().pid();
      try (Stream<Path> files = Files.list(Path.of("/proc/" + open + "/fd"))) {
        assertThat(files.count()).isLessThan(300);
      }
    }
  }

  @Test
  void theDirectoryIsPrivateAndLocked() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      assertThat(store.health()).isEqualTo(new Health.Ok());
      assertThat(Files.getPosixFilePermissions(data()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      assertThatThrownBy(() -> StoreFixture.store(data()))
          .isInstanceOfSatisfying(
              StoreFault.class, fault -> assertThat(fault.kind()).isEqualTo(StoreFault.Kind.IN_USE))
          .hasMessageMatching(".*/data is in use by process \\d+ since 20.*Z");
      assertThatThrownBy(() -> OfflineArchive.rebuildIndex(data()))
          .hasMessageContaining("is in use by process");
    }
    assertThatThrownBy(() -> OfflineArchive.open(temp))
        .hasMessageContaining("is not a data directory");
    StoreFixture.store(data()).close();
  }

  @Test
  void closingIsQuick() {
    long start = System.nanoTime();
    StoreFixture.store(data()).close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
  }
}
