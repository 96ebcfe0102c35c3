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
import postern.audit.event.LogCheck;
import postern.audit.event.LogPosition;
import postern.audit.event.LogReader;
import postern.audit.event.ReportedEnds;
import postern.audit.event.SessionEvents;
import postern.audit.recording.ConsoleFrames;
import postern.audit.recording.FrameRange;
import postern.audit.recording.RecoveredRecordings;

/** An archive that reads the files alone. */
public final class FileArchive implements Archive {
  /** Events of a session that follow its end by more are about the session, not part of it. */
  private static final long MAX_LATE_SECONDS = 5;

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

  /** Returns the sessions whose first event has an id below this one. */
  Stream<SessionRecord> sessions(SessionQuery query, long below) {
    EventsNewestFirst events = new EventsNewestFirst(dir, SessionEvents::concerns);
    SessionsNewestFirst sessions =
        new SessionsNewestFirst(events, below, session -> Filters.pass(query, session));
    return Streams.of(sessions).onClose(events::close);
  }

  @Override
  public Optional<SessionRecord> session(SessionId id) throws IOException {
    Map<SessionId, SessionRecord> found = new HashMap<>();
    log.read(
        LogPosition.START,
        (event, at, size) -> {
          if (id.text().equals(event.about().get("session"))) {
            SessionEvents.fold(found, event);
          }
        });
    return Optional.ofNullable(found.get(id));
  }

  @Override
  public Stream<Event> events(EventQuery query) {
    return events(query, Long.MAX_VALUE).limit(Math.max(0, query.limit()));
  }

  /** Returns the events with an id below this one. */
  Stream<Event> events(EventQuery query, long below) {
    return Streams.of(
        new EventsNewestFirst(dir, event -> event.id() < below && Filters.pass(query, event)));
  }

  @Override
  public List<RecordedConsole> consoles() throws IOException {
    return RecoveredRecordings.consoles(dir);
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
   * @param knownEnd offset up to which the console's output is known to have been recorded
   */
  Stream<Frame> frames(SessionRecord session, long knownEnd) throws IOException {
    List<Frame.Mark> marks = marks(session);
    FrameRange range =
        new FrameRange(
            Optional.of(session.opened().since()),
            session.until().map(until -> until.plusNanos(1)),
            0,
            session.span());
    return FramesWithMarks.of(frames(session.opened().console(), range, knownEnd), marks);
  }

  Stream<Frame> frames(RecordedConsole console, FrameRange range, long knownEnd)
      throws IOException {
    return ConsoleFrames.open(dir, console, range, knownEnd);
  }

  private long knownEnd(RecordedConsole console) throws IOException {
    ReportedEnds ends = new ReportedEnds();
    log.read(LogPosition.START, (event, at, size) -> ends.add(event));
    return ends.all().getOrDefault(console, 0L);
  }

  private List<Frame.Mark> marks(SessionRecord session) throws IOException {
    String id = session.opened().session().text();
    Instant late =
        session.until().map(until -> until.plusSeconds(MAX_LATE_SECONDS)).orElse(Instant.MAX);
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
          long nanos = Long.parseLong(event.about().getOrDefault(SessionEvents.MONO, "0"));
          marks.add(new Frame.Mark(event.time(), nanos, event.kind(), words(event)));
        });
    return marks;
  }

  private static String words(Event event) {
    StringBuilder words = new StringBuilder(event.outcome());
    event
        .about()
        .forEach((name, value) -> {
          if (!name.equals("session") && !name.equals(SessionEvents.MONO)) {
            words.append(' ').append(name).append('=').append(value);
          }
        });
    return words.toString();
  }
}
