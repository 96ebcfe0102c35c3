package postern.audit.query;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import postern.audit.Archive;
import postern.audit.Damage;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.EventQuery;
import postern.audit.Frame;
import postern.audit.RecordedConsole;
import postern.audit.SessionId;
import postern.audit.SessionQuery;
import postern.audit.SessionRecord;
import postern.audit.disk.DataDir;
import postern.audit.event.KnownEnds;
import postern.audit.event.LogCheck;
import postern.audit.event.LogPosition;
import postern.audit.event.LogReader;
import postern.audit.event.Sessions;
import postern.audit.recording.ConsoleFrames;
import postern.audit.recording.FrameRange;
import postern.audit.recording.Recovered;

/** The archive from the files alone. */
public final class FileArchive implements Archive {
  /** Events of a session that come later are about it, not in it. */
  private static final long LATE_SECONDS = 5;

  private final DataDir dir;
  private final LogReader log;

  public FileArchive(DataDir dir) {
    this.dir = dir;
    this.log = new LogReader(dir);
  }

  @Override
  public List<Damage> damage() throws IOException {
    return LogCheck.damage(log, () -> false);
  }

  @Override
  public Stream<SessionRecord> sessions(SessionQuery query) {
    return sessions(query, Long.MAX_VALUE).limit(Math.max(0, query.limit()));
  }

  /** Those whose first event has an id below this one. */
  Stream<SessionRecord> sessions(SessionQuery query, long below) {
    NewestFirst events = new NewestFirst(dir, Sessions::concerns);
    SessionsBack sessions =
        new SessionsBack(events, below, session -> Filters.pass(query, session));
    return Streams.of(sessions).onClose(events::close);
  }

  @Override
  public Optional<SessionRecord> session(SessionId id) throws IOException {
    Map<SessionId, SessionRecord> found = new HashMap<>();
    log.read(
        LogPosition.START,
        (event, at, size) -> {
          if (id.text().equals(event.about().get("session"))) {
            Sessions.fold(found, event);
          }
        });
    return Optional.ofNullable(found.get(id));
  }

  @Override
  public Stream<Event> events(EventQuery query) {
    return events(query, Long.MAX_VALUE).limit(Math.max(0, query.limit()));
  }

  /** Those with an id below this one. */
  Stream<Event> events(EventQuery query, long below) {
    return Streams.of(
        new NewestFirst(dir, event -> event.id() < below && Filters.pass(query, event)));
  }

  @Override
  public List<RecordedConsole> consoles() throws IOException {
    return Recovered.consoles(dir);
  }

  @Override
  public Stream<Frame> frames(
      RecordedConsole console, Optional<Instant> since, Optional<Instant> until)
      throws IOException {
    return frames(console, new FrameRange(since, until, 0), knownEnd(console));
  }

  @Override
  public Stream<Frame> framesFrom(RecordedConsole console, long fromOffset) throws IOException {
    FrameRange range = new FrameRange(Optional.empty(), Optional.empty(), fromOffset);
    return frames(console, range, knownEnd(console));
  }

  @Override
  public Stream<Frame> frames(SessionRecord session) throws IOException {
    return frames(session, knownEnd(session.opened().console()));
  }

  /**
   * @param knownEnd offset to which the console's output is known to have been recorded
   */
  Stream<Frame> frames(SessionRecord session, long knownEnd) throws IOException {
    List<Frame.Mark> marks = marks(session);
    FrameRange range =
        new FrameRange(
            Optional.of(session.opened().since()),
            session.until().map(until -> until.plusNanos(1)),
            0,
            session.span());
    return Merged.of(frames(session.opened().console(), range, knownEnd), marks);
  }

  Stream<Frame> frames(RecordedConsole console, FrameRange range, long knownEnd)
      throws IOException {
    return ConsoleFrames.open(dir, console, range, knownEnd);
  }

  private long knownEnd(RecordedConsole console) throws IOException {
    KnownEnds ends = new KnownEnds();
    log.read(LogPosition.START, (event, at, size) -> ends.take(event));
    return ends.all().getOrDefault(console, 0L);
  }

  private List<Frame.Mark> marks(SessionRecord session) throws IOException {
    String id = session.opened().session().text();
    Instant late =
        session.until().map(until -> until.plusSeconds(LATE_SECONDS)).orElse(Instant.MAX);
    List<Frame.Mark> marks = new ArrayList<>();
    boolean[] ended = {false};
    log.read(
        LogPosition.START,
        (event, at, size) -> {
          if (!id.equals(event.about().get("session"))
              || event.is(EventKind.VIEW)
              || (ended[0] && event.time().isAfter(late))) {
            return;
          }
          ended[0] |= event.is(EventKind.DETACH);
          long nanos = Long.parseLong(event.about().getOrDefault(Sessions.MONO, "0"));
          marks.add(new Frame.Mark(event.time(), nanos, event.kind(), words(event)));
        });
    return marks;
  }

  private static String words(Event event) {
    StringBuilder words = new StringBuilder(event.outcome());
    event
        .about()
        .forEach((name, value) -> {
          if (!name.equals("session") && !name.equals(Sessions.MONO)) {
            words.append(' ').append(name).append('=').append(value);
          }
        });
    return words.toString();
  }
}
