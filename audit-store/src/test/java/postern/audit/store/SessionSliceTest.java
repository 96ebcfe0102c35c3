package postern.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.audit.store.StoreFixture.WEB1;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import postern.audit.Archive;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.MarkKind;
import postern.audit.Outcome;
import postern.audit.SessionClosed;
import postern.audit.SessionEnd;
import postern.audit.SessionOpened;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.audit.SessionRole;

/** Sets the wall clock while a session is open. */
final class SessionSliceTest {
  @TempDir Path temp;

  /** A wall clock that the test sets. */
  private static final class SetClock extends Clock {
    private volatile Instant now = Instant.parse("2026-11-30T12:00:00Z");

    void step(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static byte[] text(String words) {
    return words.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "PT24H", "-PT24H", "PT0S"})
  void aSessionIsSelectedByOffsetsWhateverTheWallClockDoes(Duration step) throws Exception {
    SetClock clock = new SetClock();
    Path data = temp.resolve("data");
    try (AuditStore store = FileAuditStore.open(data, StoreFixture.SMALL, clock)) {
      ConsoleRecording web1 = store.recording(WEB1);
      StoreFixture.record(web1, text("before "), 7);
      web1.mark(MarkKind.LINE_UP, "before");
      clock.step(Duration.ofSeconds(1));
      Instant since = clock.instant();
      SessionOpened opened =
          new SessionOpened(store.newSession(), WEB1, "red/ann", "SHA256:a", "::1", since);
      store.opened(opened, SessionRole.WATCHER);
      web1.mark(MarkKind.LINE_UP, "mine");
      StoreFixture.record(web1, text("first "), 6);
      store.event(EventKind.KEYBOARD, Outcome.OK, Map.of("session", opened.session().text()));
      clock.step(step);
      StoreFixture.record(web1, text("second "), 7);
      store.event(EventKind.POWER, Outcome.OK, Map.of("session", opened.session().text()));
      StoreFixture.record(web1, text("third"), 5);
      store.closed(
          new SessionClosed(opened.session(), clock.instant(), 18, 0, SessionEnd.LEFT),
          SessionRole.WATCHER);
      clock.step(step.negated());
      web1.mark(MarkKind.LINE_UP, "behind");
      StoreFixture.record(web1, text(" behind"), 7);
      store.sync();
      for (Archive archive : List.of(store.archive(), OfflineArchive.open(data))) {
        SessionRecord session = archive.session(opened.session()).orElseThrow();
        checkSlice(archive, session);
        assertThat(archive.sessions(between(since, since.plusSeconds(1))).toList())
            .containsExactly(session);
        assertThat(archive.events(EventQuery.all()).map(Event::id).toList())
            .isSortedAccordingTo((a, b) -> Long.compare(b, a));
      }
    }
  }

  private static void checkSlice(Archive archive, SessionRecord session) throws Exception {
    try (Stream<Frame> frames = archive.frames(session)) {
      List<Frame> all = frames.toList();
      assertThat(new String(StoreFixture.output(all), java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("first second third");
      assertThat(
              all.stream()
                  .map(frame ->
                      switch (frame) {
                        case Frame.Mark mark ->
                            mark.what().equals("line-up") ? mark.text() : mark.what();
                        case Frame.Output output -> "";
                        case Frame.Gap gap -> "gap";
                        case Frame.Typed typed -> "typed";
                      }))
          .containsExactly("attach", "mine", "", "keyboard", "", "power", "", "detach");
    }
  }

  private static SessionQuery between(Instant since, Instant until) {
    return new SessionQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(since),
        Optional.of(until),
        10);
  }
}
