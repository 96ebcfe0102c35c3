package postern.audit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static postern.audit.store.StoreFixture.WEB1;
import static postern.audit.store.StoreFixture.WEB2;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.Archive;
import postern.audit.AuditStore;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.audit.SessionClosed;
import postern.audit.SessionEnd;
import postern.audit.SessionId;
import postern.audit.SessionOpened;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.audit.SessionRole;

final class EventLogTest {
  @TempDir Path temp;

  private Path data() {
    return temp.resolve("data");
  }

  private static EventQuery of(Optional<String> machine, Optional<EventKind> kind, int limit) {
    return new EventQuery(
        machine,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        kind,
        Optional.empty(),
        Optional.empty(),
        limit);
  }

  @Test
  void hostileTextIsWrittenOnOneLineAndReadBackUnchanged() throws Exception {
    List<String> hostile =
        List.of(
            "a\r\nb",
            "\u001b]0;x\u0007\u0000",
            "\u202e\u2028\u009b31m\u007f",
            "\"}{\\\"",
            "\ud800 alone",
            "änn 漢字 😀",
            "\",\"outcome\":\"ok");
    try (AuditStore store = StoreFixture.store(data())) {
      for (String text : hostile) {
        store.event(
            EventKind.REFUSED, Outcome.REFUSED, Map.of("person", text, "id", "7", text, "name"));
      }
      store.event(EventKind.REFUSED, Outcome.REFUSED, Map.of("person", "x".repeat(65_536)));
      assertThat(store.sync()).isTrue();
      for (Archive archive : List.of(store.archive(), OfflineArchive.open(data()))) {
        List<Event> events = archive.events(EventQuery.all()).toList().reversed();
        assertThat(events).hasSize(hostile.size() + 1);
        for (int i = 0; i < hostile.size(); i++) {
          assertThat(events.get(i).about()).containsEntry("person", hostile.get(i));
          assertThat(events.get(i).about()).containsEntry("id_", "7");
        }
        assertThat(events.getLast().about().get("person"))
            .hasSizeLessThan(4200)
            .endsWith("… (65536 characters)");
      }
    }
    try (Stream<Path> files = Files.list(data().resolve("events"))) {
      String log = Files.readString(files.toList().getFirst(), UTF_8);
      assertThat(log.lines()).hasSize(hostile.size() + 1);
      assertThat(log.chars()).allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f));
    }
  }

  @Test
  void filesAndIndexGiveTheSameAnswers() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      for (int i = 0; i < 300; i++) {
        store.event(
            i % 2 == 0 ? EventKind.LOGIN : EventKind.POWER,
            i % 3 == 0 ? Outcome.REFUSED : Outcome.OK,
            Map.of("machine", "web" + i % 5, "person", "red/p" + i % 7, "source", "::" + i % 4));
      }
      Archive live = store.archive();
      Archive files = OfflineArchive.open(data());
      store.sync();
      for (EventQuery query :
          List.of(
              EventQuery.all(),
              of(Optional.of("web3"), Optional.empty(), 1000),
              of(Optional.of("web3"), Optional.of(EventKind.POWER), 7),
              of(Optional.of("none"), Optional.empty(), 7),
              of(Optional.empty(), Optional.of(EventKind.LOGIN), 11))) {
        assertThat(live.events(query).toList()).isEqualTo(files.events(query).toList());
      }
      assertThat(live.events(of(Optional.empty(), Optional.of(EventKind.LOGIN), 11)).toList())
          .hasSize(11)
          .isSortedAccordingTo((a, b) -> Long.compare(b.id(), a.id()));
    }
  }

  private static SessionOpened opened(AuditStore store, RecordedConsole console, Instant since) {
    return new SessionOpened(
        store.newSession(), console, "red/ann", "SHA256:abc", "192.0.2.1", since);
  }

  @Test
  void sessionsAreListedWhileOpenAndAfterwards() throws Exception {
    Instant since = Instant.now();
    try (AuditStore store = StoreFixture.store(data())) {
      SessionOpened first = opened(store, WEB1, since);
      SessionOpened second = opened(store, WEB2, since.plusMillis(1));
      store.recording(WEB1).output(ByteBuffer.wrap(new byte[] {1}), 1);
      store.opened(first, SessionRole.WATCHER);
      store.opened(second, SessionRole.WATCHER);
      store.recording(WEB1).output(ByteBuffer.wrap(new byte[] {2, 3}), 3);
      store.event(EventKind.KEYBOARD, Outcome.OK, Map.of("session", first.session().text()));
      assertThat(store.archive().sessions(SessionQuery.all()).toList())
          .extracting(SessionRecord::opened)
          .containsExactly(second, first);
      Instant until = Instant.now();
      store.closed(
          new SessionClosed(first.session(), until, 2, 5, SessionEnd.LEFT), SessionRole.WRITER);
      store.closed(
          new SessionClosed(first.session(), until, 2, 5, SessionEnd.LEFT), SessionRole.WRITER);
      SessionRecord ended =
          new SessionRecord(
              first,
              Optional.of(until),
              "writer",
              2,
              5,
              Optional.of("left"),
              store.archive().session(first.session()).orElseThrow().span());
      assertThat(ended.span().orElseThrow())
          .satisfies(span -> assertThat(List.of(span.from(), span.to())).containsExactly(1L, 3L));
      for (Archive archive : List.of(store.archive(), OfflineArchive.open(data()))) {
        store.sync();
        assertThat(archive.session(first.session())).contains(ended);
        assertThat(archive.session(store.newSession())).isEmpty();
        assertThat(archive.sessions(web1From(until.plusSeconds(1))).toList()).isEmpty();
        assertThat(archive.sessions(web1From(since)).toList()).containsExactly(ended);
        try (Stream<Frame> frames = archive.frames(ended)) {
          List<Frame> slice = frames.toList();
          assertThat(StoreFixture.of(slice, Frame.Mark.class))
              .extracting(Frame.Mark::what)
              .containsExactly("attach", "keyboard", "detach");
        }
      }
    }
  }

  private static SessionQuery web1From(Instant since) {
    return new SessionQuery(
        Optional.of("web1"),
        Optional.of("red"),
        Optional.of("red/ann"),
        Optional.of("192.0.2.1"),
        Optional.of(since),
        Optional.empty(),
        10);
  }

  @Test
  void sessionIdsAreUniqueAndStartWithTheSecond() {
    Clock fixed = Clock.fixed(Instant.parse("2026-11-22T18:05:12.9Z"), ZoneOffset.UTC);
    try (AuditStore store = FileAuditStore.open(data(), StoreFixture.SMALL, fixed)) {
      Set<SessionId> ids = new HashSet<>();
      for (int i = 0; i < 10_000; i++) {
        ids.add(store.newSession());
      }
      assertThat(ids).hasSize(10_000).allMatch(id -> id.text().startsWith("20261122T180512Z-"));
    }
  }

  @Test
  void anEventIsOnDiskSoonWithoutSync() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      store.event(EventKind.START, Outcome.OK, Map.of());
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(1))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> OfflineArchive.open(data()).events(EventQuery.all()).toList().size() == 1);
    }
  }

  @Test
  @Tag("long")
  void anIndexRebuiltOfflineIsUsed() throws Exception {
    try (AuditStore store = StoreFixture.store(data())) {
      store.opened(opened(store, WEB1, Instant.now()), SessionRole.WATCHER);
      store.event(EventKind.LOGIN, Outcome.OK, Map.of());
    }
    assertThat(OfflineArchive.rebuildIndex(data())).isEqualTo("2 events and 1 sessions");
    try (AuditStore store = StoreFixture.store(data())) {
      assertThat(store.archive().sessions(SessionQuery.all()).toList())
          .singleElement()
          .satisfies(session -> assertThat(session.end()).contains("crashed"));
    }
  }
}
