package postern.gateway.act;

import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.text.PlainText;
import postern.mux.Console;
import postern.mux.Notice;

/** Shows each step and the end of a playbook at the console, and writes their events. */
public final class Rescue {
  private static final int LONGEST = 300;

  private final EventWriter events;

  Rescue(EventWriter events) {
    this.events = events;
  }

  /** Reports that a step begins. */
  public void step(ConsoleActor who, String playbook, String line) {
    tell(who, line);
    event(who, playbook, "step", Outcome.OK, line);
  }

  /** Reports that the run has ended. */
  public void ended(ConsoleActor who, String playbook, boolean done, String why) {
    tell(who, "rescue " + playbook + ": " + why);
    event(who, playbook, "end", done ? Outcome.OK : Outcome.FAILED, why);
  }

  private static void tell(ConsoleActor who, String line) {
    Console console = who.machine().console(who.port()).orElseGet(who.machine()::console);
    console.tell(new Notice.Text(PlainText.clean(line, LONGEST)));
  }

  private void event(
      ConsoleActor who, String playbook, String action, Outcome outcome, String what) {
    EventFields about =
        EventFields.at(who)
            .with(EventField.PLAYBOOK, playbook)
            .with(EventField.ACTION, action)
            .with(EventField.WHAT, PlainText.clean(what, LONGEST));
    events.event(EventKind.RESCUE, outcome, who.actor(), about);
  }
}
