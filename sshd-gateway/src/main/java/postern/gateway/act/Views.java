package postern.gateway.act;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import postern.audit.Archive;
import postern.audit.AuditStore;
import postern.audit.Damage;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.gateway.access.Actor;
import postern.gateway.history.History;
import postern.gateway.machine.LiveMachine;
import postern.gateway.work.Work;

/** Reads recordings, and writes an event for each person who does. */
public final class Views {
  private final EventWriter events;
  private final AuditStore audit;
  private final LiveSessions sessions;
  private final Clock clock;

  Views(EventWriter events, AuditStore audit, LiveSessions sessions, Clock clock) {
    this.events = events;
    this.audit = audit;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Returns the archive, open sessions included. Writes no event. */
  public Archive archive() {
    return new CurrentArchive(audit.archive(), sessions);
  }

  /** Returns the journals that cannot be sealed, and why. Writes no event. */
  public List<Damage> unsealed() {
    return audit.unsealed();
  }

  /** Returns the damaged files that were set aside. Writes no event. */
  public List<Path> setAside() throws IOException {
    return audit.setAside();
  }

  /** Writes that a person looked at a recording. */
  public void looked(Actor actor, String what, Map<String, String> about) {
    looked(actor, what, EventFields.of(about));
  }

  /** Writes that a person looked at the recording of a console. */
  public void looked(ConsoleActor who, String what) {
    looked(who.actor(), what, EventFields.at(who));
  }

  private void looked(Actor actor, String what, EventFields about) {
    events.event(EventKind.VIEW, Outcome.OK, actor, about.with(EventField.ACTION, what));
  }

  /**
   * Returns the output of a console, recorded and live. Writes no event.
   *
   * @param within the work in whose steps it is read
   */
  public History history(LiveMachine machine, int port, Work within) {
    LiveMachine.Port at = machine.ports().get(port);
    return new History(
        new History.Recorded(
            audit.archive(),
            new RecordedConsole(machine.entry().tenant(), machine.entry().name(), port),
            at == null ? Long.MAX_VALUE : at.from()),
        machine.console(port).orElseThrow(),
        clock,
        within);
  }
}
