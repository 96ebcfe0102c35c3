package postern.gateway.act;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import postern.audit.AuditStore;
import postern.audit.SessionClosed;
import postern.audit.SessionEnd;
import postern.audit.SessionRole;
import postern.gateway.access.Access;
import postern.gateway.access.Actor;
import postern.gateway.machine.LiveMachine;
import postern.gateway.machine.ScreenRestore;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.Participant;

/** Attaches people to consoles: opens and closes sessions and writes their events. Any thread. */
public final class Attach {
  private final AuditStore audit;
  private final LiveSessions sessions;
  private final Access access;
  private final Clock clock;
  private final AtomicLong commands = new AtomicLong();

  Attach(AuditStore audit, LiveSessions sessions, Access access, Clock clock) {
    this.audit = audit;
    this.sessions = sessions;
    this.access = access;
    this.clock = clock;
  }

  /**
   * A request for a session.
   *
   * @param mayType false for a session that never gets the keyboard
   */
  public record Request(
      Actor actor, LiveMachine machine, int port, SessionRole role, boolean mayType) {}

  /**
   * Opens a session. From now on it is listed and others can end it. It must be closed with {@link
   * LiveSession#close}.
   *
   * @param wake makes the session look at {@link LiveSession#ending}; must return at once
   */
  public LiveSession open(Request request, Runnable wake) {
    restoreScreen(request.machine(), request.port());
    LiveSession session = new LiveSession(this, audit.newSession(), request, clock.instant(), wake);
    audit.opened(session.opened(), session.role());
    sessions.opened(session);
    withdrawn(session).ifPresent(session::end); // if the configuration has just changed
    return session;
  }

  void closed(LiveSession session, long bytesOut, long bytesIn, SessionEnd end) {
    audit.closed(
        new SessionClosed(session.id(), clock.instant(), bytesOut, bytesIn, end), session.role());
    sessions.closed(session.id());
  }

  /**
   * Attaches for a command that is not a session. The caller closes the attachment.
   *
   * @param command the name by which the attachment is listed
   */
  public Attachment briefly(ConsoleActor who, String command, Runnable wake) {
    Actor actor = who.actor();
    Participant participant =
        new Participant(
            command + "-" + commands.incrementAndGet(),
            actor.person(),
            actor.source(),
            clock.instant(),
            actor.mayType());
    return console(who.machine(), who.port()).attach(participant, wake);
  }

  /** Returns the console; its screen shows the output from before this gateway started. */
  public Console console(LiveMachine machine, int port) {
    restoreScreen(machine, port);
    return machine.console(port).orElseGet(machine::console);
  }

  /** The first call for a console reads files and waits for up to 2 s. */
  private void restoreScreen(LiveMachine machine, int port) {
    LiveMachine.Port at = machine.ports().get(port);
    if (at != null && at.screenRestored().compareAndSet(false, true)) {
      new ScreenRestore(audit.archive(), at.from()).restore(machine.entry(), port, at.console());
    }
  }

  /** Ends the sessions of people who no longer have access to the machine. */
  public void endWithdrawn() {
    sessions.endWhere(this::withdrawn);
  }

  private Optional<Ending> withdrawn(LiveSession session) {
    return switch (access.at(session.machine(), session.actor())) {
      case SAME -> Optional.empty();
      case WITHDRAWN -> Optional.of(Ending.WITHDRAWN);
      case REMOVED -> Optional.of(Ending.REMOVED);
    };
  }
}
