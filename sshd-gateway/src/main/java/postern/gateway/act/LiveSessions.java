package postern.gateway.act;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Function;
import postern.audit.SessionId;

/** Who is connected right now. Knows nothing of sockets, databases or screens. */
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

  /** Oldest first. */
  public List<LiveSession> all() {
    return List.copyOf(live.values());
  }

  public Optional<LiveSession> session(String id) {
    return SessionId.valid(id)
        ? Optional.ofNullable(live.get(new SessionId(id)))
        : Optional.empty();
  }

  /** Ends those for which there is a reason. */
  void endWhere(Function<LiveSession, Optional<Ending>> reason) {
    all().forEach(session -> reason.apply(session).ifPresent(session::end));
  }

  /** Who may do what has changed: those who listen look again. */
  void lookAgain() {
    listeners.forEach(Runnable::run);
  }

  /** Runs after each change, on whatever thread made it; must return at once. */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  public void forget(Runnable listener) {
    listeners.remove(listener);
  }
}
