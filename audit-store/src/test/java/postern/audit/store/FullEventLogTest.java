package postern.audit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.AuditStore;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Outcome;
import postern.audit.disk.FileOpener;

/** Checks which events are taken while the disk does not accept any. */
final class FullEventLogTest {
  private static final int LOGINS = 3_300;

  @TempDir Path temp;

  @Test
  void eventsOfActsHaveRoomWhenRefusalsAreOnlyCounted() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    FileOpener slow =
        path -> new FailingChannel(FileOpener.REAL.open(path), () -> waitFor(path, disk));
    try (AuditStore store =
        FileAuditStore.open(temp.resolve("data"), StoreFixture.SMALL, Clock.systemUTC(), slow)) {
      store.event(EventKind.START, Outcome.OK, Map.of());
      Map<String, String> long4k = Map.of("client", "x".repeat(4_000));
      assertThat(store.awaitRoom(Duration.ZERO)).isTrue();
      for (int i = 0; i < LOGINS; i++) {
        store.event(EventKind.LOGIN, Outcome.OK, long4k);
        store.event(EventKind.REFUSED, Outcome.REFUSED, Map.of("number", "" + i));
      }
      assertThat(store.awaitRoom(Duration.ofMillis(10))).isFalse(); // so acts are refused now
      store.event(EventKind.POWER, Outcome.OK, Map.of()); // of an act that started before
      disk.countDown();
      assertThat(store.awaitRoom(Duration.ofSeconds(20))).isTrue();
      store.event(EventKind.STOP, Outcome.OK, Map.of());
      assertThat(store.sync()).isTrue();
      List<Event> all;
      try (Stream<Event> found = store.archive().events(EventQuery.all())) {
        all = found.toList();
      }
      assertThat(kinds(all, "login")).hasSize(LOGINS);
      assertThat(kinds(all, "power")).hasSize(1);
      int refused = kinds(all, "refused").size();
      assertThat(refused).isBetween(1, LOGINS - 1);
      assertThat(kinds(all, "recording"))
          .anyMatch(event ->
              event.about().getOrDefault("reason", "").startsWith("" + (LOGINS - refused)));
    }
  }

  private static List<Event> kinds(List<Event> all, String kind) {
    return all.stream().filter(event -> event.kind().equals(kind)).toList();
  }

  private static void waitFor(Path path, CountDownLatch disk) throws IOException {
    if (path.toString().endsWith(".jsonl")) {
      try {
        disk.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
