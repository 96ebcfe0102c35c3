package postern.gateway.act;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;
import postern.audit.SessionId;

/** The open sessions. Used by any thread. */
public final class LiveSessions {
  private final ConcurrentSkipListMap<SessionId, LiveSession> live = new ConcurrentSkipListMap<>();
  private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();

  void opened(LiveSession session) {
    live.put(session.id(), session);
    listeners.forEach(Runnable::run);
  }

  void closed(SessionId id) {
    live.remove(id);
    listeners.forEach(Runnable::run);
  }

  /** Returns the open sessions, oldest first. */
  public List<LiveSession> all() {
    return List.copyOf(live.values());
  }

  public Optional<LiveSession> session(String id) {
    return SessionId.valid(id)
        ? Optional.ofNullable(live.get(new SessionId(id)))
        : Optional.empty();
  }

  /** Ends the sessions for which the function returns a reason. */
  void endWhere(Function<LiveSession, Optional<Ending>> reason) {
    all().forEach(session -> reason.apply(session).ifPresent(session::end));
  }

  /** Calls the listeners because the configuration has changed. */
  void lookAgain() {
    listeners.forEach(Runnable::run);
  }

  /** Adds a listener that runs after each change, on the thread of the change. It must not wait. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  public void forget(Runnable listener) {
    listeners.remove(listener);
  }
}
