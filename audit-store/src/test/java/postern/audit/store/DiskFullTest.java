package postern.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.audit.store.StoreFixture.WEB1;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.Archive;
import postern.audit.AuditSettings;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Health;
import postern.audit.Outcome;

final class DiskFullTest {
  @TempDir Path temp;

  private static AuditStore store(SmallDisk disk) {
    return FileAuditStore.open(
        disk.root().resolve("data"), AuditSettings.defaults(), Clock.systemUTC());
  }

  private static List<Long> ids(Archive archive) throws Exception {
    return archive.events(EventQuery.all()).toList().reversed().stream().map(Event::id).toList();
  }

  @Test
  void typingStopsWithinASecondAndEventsContinueUntilThereIsRoom() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temp.resolve("small"), "8m");
        AuditStore store = store(disk)) {
      List<Health> seen = new CopyOnWriteArrayList<>();
      store.onHealth(seen::add);
      assertThat(Files.size(disk.root().resolve("data/reserve"))).isBetween(500_000L, 900_000L);
      ConsoleRecording web1 = store.recording(WEB1);
      byte[] before = StoreFixture.bytes(1, 100_000);
      StoreFixture.record(web1, before, 1_000);
      assertThat(store.sync()).isTrue();

      disk.fill();
      byte[] during = StoreFixture.bytes(2, 50_000);
      StoreFixture.record(web1, during, 1_000);
      String why = "no space left in " + disk.root().resolve("data");
      Awaitility.await()
          .atMost(Duration.ofSeconds(1))
          .until(() -> store.health().equals(new Health.Failing(why)));
      assertThat(web1.typing("s", ByteBuffer.allocate(1))).contains(why);

      for (int i = 0; i < 500; i++) {
        store.event(EventKind.LOGIN, Outcome.OK, Map.of("person", "admin/ops", "try", "" + i));
      }
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(
                      OfflineArchive.open(disk.root().resolve("data"))
                          .events(EventQuery.all())
                          .toList())
                  .anyMatch(event -> event.about().getOrDefault("try", "").equals("499")));

      disk.free();
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> store.health().equals(new Health.Ok()));
      assertThat(web1.typing("s", ByteBuffer.allocate(1))).isEmpty();
      assertThat(store.sync()).isTrue();
      byte[] all = Arrays.copyOf(before, before.length + during.length);
      System.arraycopy(during, 0, all, before.length, during.length);
      assertThat(StoreFixture.output(store.archive(), WEB1)).isEqualTo(all);
      assertThat(seen).containsExactly(new Health.Failing(why), new Health.Ok());
      List<Long> ids = ids(store.archive());
      assertThat(ids).isEqualTo(Stream.iterate(1L, id -> id + 1).limit(ids.size()).toList());
      Awaitility.await().until(() -> Files.size(disk.root().resolve("data/reserve")) > 500_000);
    }
  }

  @Test
  void typingContinuesInBestEffortMode() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temp.resolve("small"), "8m");
        AuditStore store =
            FileAuditStore.open(
                disk.root().resolve("data"),
                new AuditSettings(false, 64 << 20, 64 << 20),
                Clock.systemUTC())) {
      ConsoleRecording web1 = store.recording(WEB1);
      disk.fill();
      StoreFixture.record(web1, new byte[1000], 1000);
      Awaitility.await().until(() -> store.health() instanceof Health.Failing);
      assertThat(web1.typing("s", ByteBuffer.allocate(1))).isEmpty();
    }
  }

  @Test
  @Tag("long")
  void aStoreCanBeClosedAndOpenedOnAFullDisk() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temp.resolve("small"), "8m")) {
      try (AuditStore store = store(disk)) {
        store.event(EventKind.LOGIN, Outcome.OK, Map.of("person", "a/b"));
        disk.fill();
      }
      try (AuditStore store = store(disk)) {
        store.event(EventKind.LOGIN, Outcome.OK, Map.of("person", "c/d"));
        assertThat(store.archive().events(EventQuery.all()).toList())
            .extracting(event -> event.about().get("person"))
            .containsSubsequence("c/d", "a/b");
      }
    }
  }

  @Test
  @Tag("long")
  void recordingsThatFillTheDiskLeaveRoomForEvents() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(temp.resolve("small"), "8m");
        AuditStore store = store(disk)) {
      ConsoleRecording web1 = store.recording(WEB1);
      byte[] piece = StoreFixture.bytes(3, 64 << 10);
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(20))
          .until(() -> {
            web1.output(ByteBuffer.wrap(piece), web1.lastOffset() + piece.length);
            return store.health() instanceof Health.Failing;
          });
      for (int i = 0; i < 1000; i++) {
        store.event(EventKind.POWER, Outcome.OK, Map.of("machine", "web1", "try", "" + i));
      }
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(
                      OfflineArchive.open(disk.root().resolve("data"))
                          .events(EventQuery.all())
                          .toList())
                  .anyMatch(event -> event.about().getOrDefault("try", "").equals("999")));
    }
  }
}
