package postern.gateway.act;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.SessionId;
import postern.mux.Console;
import postern.mux.ConsoleEvent;
import postern.mux.ConsoleId;
import postern.mux.ConsoleListener;
import postern.mux.Notice;
import postern.mux.Participant;

/** Writes every change of a console's keyboard and every request for it. */
final class KeyboardEvents implements ConsoleListener {
  private final ConsoleId console;
  private final LiveSessions sessions;
  private final EventWriter events;

  private KeyboardEvents(ConsoleId console, LiveSessions sessions, EventWriter events) {
    this.console = console;
    this.sessions = sessions;
    this.events = events;
  }

  static void over(Console console, LiveSessions sessions, EventWriter events) {
    console.addListener(new KeyboardEvents(console.id(), sessions, events));
  }

  @Override
  public void heard(ConsoleEvent event) {
    if (event instanceof ConsoleEvent.Announced(Notice notice)) {
      noticed(notice);
    }
  }

  private void noticed(Notice notice) {
    if (notice
        instanceof Notice.KeyboardMoved(Participant from, Participant to, Notice.Reason why)) {
      moved(from, to, why);
    } else if (notice
        instanceof
        Notice.KeyboardAsked(Participant by, Participant holder, Notice.RequestStep step)) {
      asked(by, "ask-" + step.name().toLowerCase(Locale.ROOT), holder);
    }
  }

  private void moved(@Nullable Participant from, @Nullable Participant to, Notice.Reason why) {
    Participant who = to == null ? from : to;
    if (who == null) {
      return;
    }
    if (to != null) {
      sessions.session(to.session()).ifPresent(LiveSession::hasKeyboard);
    }
    write(who, action(why), to == null ? null : from);
  }

  /** Returns the word for why the keyboard moved. */
  private static String action(Notice.Reason why) {
    return switch (why) {
      case TAKEN -> "take";
      case FORCED -> "force";
      case GIVEN -> "give";
      case LEFT -> "leave";
      case SILENT -> "silent";
      case WITHDRAWN -> "withdrawn";
      case CONSENT -> "consent";
      case IDLE -> "idle";
    };
  }

  /** A request changes nothing, so many requests of one person are counted together. */
  private void asked(Participant by, String action, Participant holder) {
    EventFields about = about(by, action, holder);
    sessions
        .session(by.session())
        .ifPresentOrElse(
            session -> events.event(EventKind.KEYBOARD, Outcome.OK, session.actor(), about),
            () -> events.event(EventKind.KEYBOARD, Outcome.OK, about));
  }

  private void write(Participant who, String action, @Nullable Participant from) {
    events.event(EventKind.KEYBOARD, Outcome.OK, about(who, action, from));
  }

  private EventFields about(Participant who, String action, @Nullable Participant from) {
    EventFields about =
        new EventFields()
            .with(EventField.ACTION, action)
            .with(EventField.PERSON, who.name())
            .with(EventField.SOURCE, who.source())
            .with(EventField.TENANT, console.tenant())
            .with(EventField.MACHINE, console.machine());
    if (SessionId.valid(who.session())) { // a command such as break has no session
      about.with(EventField.SESSION, who.session());
    }
    sessions.session(who.session()).ifPresent(s -> about.with(EventField.KEY, s.actor().key()));
    if (from != null) {
      about.with(EventField.FROM, from.name());
    }
    return about;
  }
}
