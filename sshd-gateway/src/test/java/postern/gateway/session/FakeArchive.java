package postern.gateway.session;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postern.audit.Archive;
import postern.audit.Damage;
import postern.audit.Event;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.RecordedConsole;
import postern.audit.SessionId;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.gateway.history.History;
import postern.gateway.work.Work;
import postern.mux.Console;

/** An archive without recordings, so that the history is what the ring of the console holds. */
final class FakeArchive implements Archive {
  static History history(Console console) {
    return new History(
        new History.Recorded(new FakeArchive(), new RecordedConsole("red", "web1", 1), 0),
        console,
        Clock.systemUTC(),
        Work.here());
  }

  @Override
  public Stream<SessionRecord> sessions(SessionQuery query) {
    return Stream.empty();
  }

  @Override
  public Optional<SessionRecord> session(SessionId id) {
    return Optional.empty();
  }

  @Override
  public Stream<Event> events(EventQuery query) {
    return Stream.empty();
  }

  @Override
  public List<Damage> damage() {
    return List.of();
  }

  @Override
  public List<RecordedConsole> consoles() {
    return List.of();
  }

  @Override
  public Stream<Frame> frames(
      RecordedConsole console, Optional<Instant> since, Optional<Instant> until) {
    return Stream.empty();
  }

  @Override
  public Stream<Frame> framesFrom(RecordedConsole console, long fromOffset) {
    return Stream.empty();
  }

  @Override
  public Stream<Frame> frames(SessionRecord session) {
    return Stream.empty();
  }
}
