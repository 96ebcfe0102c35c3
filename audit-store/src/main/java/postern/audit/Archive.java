package postern.audit;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads sessions, events and recordings. Every method may block on the disk. */
public interface Archive {
  /**
   * Returns the sessions, newest first. They are read when requested, so memory does not grow with
   * their number. The caller closes the stream.
   */
  Stream<SessionRecord> sessions(SessionQuery query) throws IOException;

  Optional<SessionRecord> session(SessionId id) throws IOException;

  /** Returns the events, newest first, read when requested. The caller closes the stream. */
  Stream<Event> events(EventQuery query) throws IOException;

  /** Returns the damage in the event log. If there is any, answers may be incomplete. */
  List<Damage> damage() throws IOException;

  /** Returns the consoles that have a recording. */
  List<RecordedConsole> consoles() throws IOException;

  /**
   * Returns the frames of a console from {@code since} up to but not including {@code until}, in
   * order. An unfinished tail is tolerated. The caller closes the stream.
   */
  Stream<Frame> frames(RecordedConsole console, Optional<Instant> since, Optional<Instant> until)
      throws IOException;

  /**
   * Returns the frames of a console whose output ends after {@code fromOffset}, in order. The first
   * may start before it. The caller closes the stream.
   */
  Stream<Frame> framesFrom(RecordedConsole console, long fromOffset) throws IOException;

  /**
   * Returns the part of its console's recording that a session saw, with the events of the session
   * as marks. The caller closes the stream.
   */
  Stream<Frame> frames(SessionRecord session) throws IOException;
}
