package postern.audit.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.audit.SessionClosed;
import postern.audit.SessionOpened;
import postern.audit.SessionRecord;
import postern.audit.SessionRole;
import postern.audit.event.EventLog;
import postern.audit.event.LogPosition;
import postern.audit.event.SessionEvents;

/**
 * The open sessions, with their {@code attach} events. A change here and its event are one step, so
 * a checkpoint never has one without the other.
 */
final class OpenSessions {
  private final ReentrantLock lock = new ReentrantLock();
  // guarded by lock
  private final Map<String, Map<String, String>> open = new LinkedHashMap<>();
  private final EventLog log;

  OpenSessions(EventLog log) {
    this.log = log;
  }

  void opened(SessionOpened session, SessionRole role, long offset) {
    Map<String, String> about = SessionEvents.attach(session, role.word(), offset);
    lock.lock();
    try {
      open.put(session.session().text(), about);
      log.append(EventKind.ATTACH, Outcome.OK, about);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does nothing if the session is not open.
   *
   * @param ends where the output of a console ends now
   */
  void closed(SessionClosed session, SessionRole role, ToLongFunction<RecordedConsole> ends) {
    lock.lock();
    try {
      Map<String, String> attach = open.remove(session.session().text());
      if (attach != null) {
        Optional<SessionOpened> opened = sessionOf(attach);
        long end = opened.map(SessionOpened::console).map(ends::applyAsLong).orElse(0L);
        log.append(
            EventKind.DETACH, Outcome.OK, SessionEvents.detach(opened, session, role.word(), end));
      }
    } finally {
      lock.unlock();
    }
  }

  private static Optional<SessionOpened> sessionOf(Map<String, String> attach) {
    return SessionEvents.fromAttach(attach).map(SessionRecord::opened);
  }

  /** What a checkpoint records about sessions. */
  record Snapshot(LogPosition position, List<Map<String, String>> open) {}

  Snapshot snapshot() {
    lock.lock();
    try {
      return new Snapshot(log.durable(), new ArrayList<>(open.values()));
    } finally {
      lock.unlock();
    }
  }
}
