package postern.audit.query;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import postern.audit.Event;
import postern.audit.EventKind;
import postern.audit.SessionRecord;
import postern.audit.event.SessionEvents;

/**
 * Builds sessions from their events, newest first. An end is kept until the start of its session is
 * reached, so the memory needed grows only with the number of sessions open at one time.
 */
final class SessionsNewestFirst implements Iterator<SessionRecord> {
  private final Iterator<Event> events;
  private final long below;
  private final Predicate<SessionRecord> wanted;
  private final Map<String, Map<String, String>> ends = new HashMap<>();
  private @Nullable SessionRecord ahead;

  /**
   * @param below only sessions whose first event has an id below this one
   */
  SessionsNewestFirst(Iterator<Event> newestFirst, long below, Predicate<SessionRecord> wanted) {
    this.events = newestFirst;
    this.below = below;
    this.wanted = wanted;
  }

  @Override
  public boolean hasNext() {
    while (ahead == null && events.hasNext()) {
      ahead = session(events.next()).filter(wanted).orElse(null);
    }
    return ahead != null;
  }

  private Optional<SessionRecord> session(Event event) {
    String id = event.about().getOrDefault("session", "");
    if (event.is(EventKind.DETACH)) {
      ends.putIfAbsent(id, event.about());
      return Optional.empty();
    }
    Map<String, String> end = ends.remove(id);
    if (event.id() >= below) {
      return Optional.empty();
    }
    Optional<SessionRecord> started = SessionEvents.fromAttach(event.about());
    return end == null ? started : started.map(session -> SessionEvents.withDetach(session, end));
  }

  @Override
  public SessionRecord next() {
    SessionRecord session = hasNext() ? ahead : null;
    if (session == null) {
      throw new NoSuchElementException();
    }
    ahead = null;
    return session;
  }
}
