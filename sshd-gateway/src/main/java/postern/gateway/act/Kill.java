package postern.gateway.act;

import java.util.Optional;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.access.Actor;

/** Ends other people's sessions. */
public final class Kill {
  private final EventWriter events;
  private final LiveSessions sessions;

  Kill(EventWriter events, LiveSessions sessions) {
    this.events = events;
    this.sessions = sessions;
  }

  /**
   * Ends a session. Its person is shown who did it and why.
   *
   * @return whether there is a live session of this id
   */
  public boolean session(Actor admin, String id, String reason) {
    Optional<LiveSession> session = sessions.session(id);
    EventFields about =
        session
            .map(s -> EventFields.of(s.machine()))
            .orElseGet(EventFields::new)
            .with(EventField.SESSION, id)
            .with(EventField.REASON, reason);
    Outcome outcome = session.isPresent() ? Outcome.OK : Outcome.FAILED;
    events.always(EventKind.KILL, outcome, admin, about);
    session.ifPresent(s -> s.end(Ending.killed(admin.person(), reason)));
    return session.isPresent();
  }
}
