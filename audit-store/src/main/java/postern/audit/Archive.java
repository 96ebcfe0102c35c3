package postern.audit;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What was remembered, to be read. Every method may block on the disk. */
public interface Archive {
  /**
   * The sessions, those that began last first; read as they are taken, so that memory does not grow
   * with their number. Close the stream.
   */
  Stream<SessionRecord> sessions(SessionQuery query) throws IOException;

  Optional<SessionRecord> session(SessionId id) throws IOException;

  /** The events, newest first; read as they are taken. Close the stream. */
  Stream<Event> events(EventQuery query) throws IOException;

  /** What is damaged in the event log, so that answers from it may not be whole. */
  List<Damage> damage() throws IOException;

  /** Consoles that have a recording. */
  List<RecordedConsole> consoles() throws IOException;

  /**
   * The frames of a console from the first at or after {@code since} to the last before {@code
   * until}, in order, an unfinished tail tolerated. Close the stream.
   */
  Stream<Frame> frames(RecordedConsole console, Optional<Instant> since, Optional<Instant> until)
      throws IOException;

  /**
   * The frames of a console whose output ends behind {@code fromOffset}, in order; the first may
   * begin before it. Close the stream.
   */
  Stream<Frame> framesFrom(RecordedConsole console, long fromOffset) throws IOException;

  /** The slice of its console's recording that a session saw, its own events as marks. */
  Stream<Frame> frames(SessionRecord session) throws IOException;
}
