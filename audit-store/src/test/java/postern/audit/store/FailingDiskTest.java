package postern.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.audit.store.StoreFixture.WEB1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.Health;
import postern.audit.MarkKind;
import postern.audit.Outcome;
import postern.audit.disk.FileOpener;

/** Simulates failures of the disk. */
final class FailingDiskTest {
  @TempDir Path temp;

  private AuditStore store(FileOpener opener) {
    return FileAuditStore.open(temp.resolve("data"), StoreFixture.SMALL, Clock.systemUTC(), opener);
  }

  private static boolean journal(Path path) {
    return path.toString().endsWith(".journal");
  }

  @Test
  void afterAFailedForceANewJournalHasEverythingOnce() throws Exception {
    AtomicInteger forces = new AtomicInteger();
    List<Path> opened = new CopyOnWriteArrayList<>();
    FileOpener opener =
        path -> {
          opened.add(path);
          FileChannel real = FileOpener.REAL.open(path);
          return new FailingChannel(
              real,
              () -> {
                if (journal(path) && forces.incrementAndGet() % 3 == 0) {
                  throw new IOException("Input/output error");
                }
              });
        };
    byte[] said = StoreFixture.bytes(1, 300_000);
    List<Health> seen = new CopyOnWriteArrayList<>();
    try (AuditStore store = store(opener)) {
      store.onHealth(seen::add);
      ConsoleRecording web1 = store.recording(WEB1);
      for (int i = 0; i < 6; i++) {
        StoreFixture.record(
            web1, java.util.Arrays.copyOfRange(said, i * 50_000, (i + 1) * 50_000), 1_000);
        web1.mark(MarkKind.LINE_UP, "up " + i);
        assertThat(store.sync()).isTrue();
      }
      assertThat(StoreFixture.output(store.archive(), WEB1)).isEqualTo(said);
      assertThat(StoreFixture.of(StoreFixture.frames(store.archive(), WEB1), Frame.Mark.class))
          .hasSize(6);
    }
    assertThat(opened.stream().filter(FailingDiskTest::journal)).hasSizeGreaterThan(1);
    assertThat(seen)
        .contains(
            new Health.Failing("cannot write in " + temp.resolve("data") + ": Input/output error"),
            new Health.Ok());
    assertThat(StoreFixture.output(OfflineArchive.open(temp.resolve("data")), WEB1))
        .isEqualTo(said);
  }

  @Test
  void afterAFailedForceTheEventLogContinuesInANewFile() throws Exception {
    AtomicInteger forces = new AtomicInteger();
    FileOpener opener =
        path ->
            new FailingChannel(
                FileOpener.REAL.open(path),
                () -> {
                  if (path.toString().endsWith(".jsonl") && forces.incrementAndGet() % 2 == 0) {
                    throw new IOException("Input/output error");
                  }
                });
    try (AuditStore store = store(opener)) {
      for (int i = 0; i < 5; i++) {
        store.event(EventKind.LOGIN, Outcome.OK, Map.of("try", "" + i));
        assertThat(store.sync()).isTrue();
      }
    }
    List<Event> events =
        OfflineArchive.open(temp.resolve("data")).events(EventQuery.all()).toList();
    assertThat(events.stream().filter(event -> event.kind().equals("login"))).hasSize(5);
    assertThat(events.reversed().stream().map(Event::id))
        .isEqualTo(Stream.iterate(1L, id -> id + 1).limit(events.size()).toList());
    try (Stream<Path> files = Files.list(temp.resolve("data/events"))) {
      assertThat(files.count()).isGreaterThan(1);
    }
  }

  @Test
  void aForceThatBlocksStopsTyping() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    FileOpener opener =
        path ->
            new FailingChannel(
                FileOpener.REAL.open(path),
                () -> {
                  if (journal(path)) {
                    Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> stuck.getCount() == 0);
                  }
                });
    try (AuditStore store = store(opener)) {
      ConsoleRecording web1 = store.recording(WEB1);
      assertThat(web1.output(ByteBuffer.wrap(new byte[] {1}), 1)).isTrue();
      String why = "the disk of " + temp.resolve("data") + " does not answer";
      Awaitility.await()
          .atMost(Duration.ofSeconds(2))
          .until(() -> store.health().equals(new Health.Failing(why)));
      assertThat(web1.typing("s", ByteBuffer.allocate(1))).contains(why);
      stuck.countDown();
      Awaitility.await().until(() -> store.health().equals(new Health.Ok()));
      assertThat(web1.typing("s", ByteBuffer.allocate(1))).isEmpty();
    }
  }
}
