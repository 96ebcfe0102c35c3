package postern.gateway.act;

import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;

/**
 * Takes the keyboard of a console. This class writes the refusals. {@link KeyboardEvents} writes
 * each change of the keyboard, whatever caused it.
 */
public final class Keyboard {
  private final EventWriter events;
  private final LiveSessions sessions;

  Keyboard(EventWriter events, LiveSessions sessions) {
    this.events = events;
    this.sessions = sessions;
  }

  /**
   * Takes the keyboard if it is free.
   *
   * @param force whether it is taken from its holder, too
   */
  public KeyboardOutcome take(ConsoleActor who, Attachment at, boolean force) {
    KeyboardOutcome outcome = at.takeKeyboard(force);
    if (outcome instanceof KeyboardOutcome.Granted) {
      holds(who);
    } else {
      EventFields about = EventFields.at(who).with(EventField.ACTION, force ? "force" : "take");
      who.machine()
          .console(who.port())
          .map(Console::status)
          .flatMap(status -> status.keyboard())
          .ifPresent(holder -> about.with(EventField.FROM, holder.name()));
      events.event(EventKind.KEYBOARD, Outcome.REFUSED, who.actor(), about);
    }
    return outcome;
  }

  /** Takes the keyboard by force, even from the person it is locked for. */
  public KeyboardOutcome overrideLock(ConsoleActor who, Attachment at, String reason) {
    KeyboardOutcome outcome = at.overrideLock(reason);
    boolean taken = outcome instanceof KeyboardOutcome.Granted;
    if (taken) {
      holds(who);
    }
    EventFields about =
        EventFields.at(who).with(EventField.ACTION, "unlock").with(EventField.REASON, reason);
    events.event(EventKind.KEYBOARD, taken ? Outcome.OK : Outcome.REFUSED, who.actor(), about);
    return outcome;
  }

  private void holds(ConsoleActor who) {
    who.session().flatMap(id -> sessions.session(id.text())).ifPresent(LiveSession::hasKeyboard);
  }
}
