package postern.gateway.act;

import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.pacing.PacedTyping;
import postern.gateway.pacing.PacedTyping.Progress;
import postern.gateway.text.PlainText;

/** Writes one event for each paced typing, of a command or a paste. */
public final class Typing {
  private static final int LONGEST_REASON = 300;

  private final EventWriter events;

  Typing(EventWriter events) {
    this.events = events;
  }

  /** Writes how much was typed and how it ended. */
  public void over(ConsoleActor who, PacedTyping typing, Progress how) {
    EventFields about = EventFields.at(who).with(EventField.BYTES, Long.toString(typing.sent()));
    Outcome outcome =
        switch (how) {
          case Progress.Done done -> {
            about.with(EventField.ECHO, done.echo());
            yield Outcome.OK;
          }
          case Progress.Stopped stopped -> {
            about
                .with(EventField.ECHO, stopped.echo())
                .with(EventField.REASON, PlainText.clean(stopped.why(), LONGEST_REASON));
            yield Outcome.FAILED;
          }
          case Progress.Going() -> throw new IllegalArgumentException("the typing is not over");
        };
    events.event(EventKind.SEND, outcome, who.actor(), about);
  }
}
