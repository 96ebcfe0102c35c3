package postern.gateway.act;

import java.io.IOException;
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

/** The archive, with the present role and byte counts of the sessions that are still open. */
record CurrentArchive(Archive written, LiveSessions live) implements Archive {
  @Override
  public Stream<SessionRecord> sessions(SessionQuery query) throws IOException {
    return written.sessions(query).map(this::now);
  }

  @Override
  public Optional<SessionRecord> session(SessionId id) throws IOException {
    return written.session(id).map(this::now);
  }

  private SessionRecord now(SessionRecord session) {
    return session.until().isPresent()
        ? session
        : live.session(session.opened().session().text())
            .map(now -> now.asRecord(session.span()))
            .orElse(session);
  }

  @Override
  public Stream<Event> events(EventQuery query) throws IOException {
    return written.events(query);
  }

  @Override
  public List<Damage> damage() throws IOException {
    return written.damage();
  }

  @Override
  public List<RecordedConsole> consoles() throws IOException {
    return written.consoles();
  }

  @Override
  public Stream<Frame> frames(
      RecordedConsole console, Optional<Instant> since, Optional<Instant> until)
      throws IOException {
    return written.frames(console, since, until);
  }

  @Override
  public Stream<Frame> framesFrom(RecordedConsole console, long fromOffset) throws IOException {
    return written.framesFrom(console, fromOffset);
  }

  @Override
  public Stream<Frame> frames(SessionRecord session) throws IOException {
    return written.frames(session);
  }
}
