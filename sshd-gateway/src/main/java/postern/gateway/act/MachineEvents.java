package postern.gateway.act;

import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.machine.LiveMachine;
import postern.gateway.machine.MachineListener;
import postern.mux.Console;

/** Writes what happens to machines without an act of a person. */
final class MachineEvents implements MachineListener {
  private final EventWriter events;
  private final LiveSessions sessions;
  private final Power power;

  MachineEvents(EventWriter events, LiveSessions sessions, Power power) {
    this.events = events;
    this.sessions = sessions;
    this.power = power;
  }

  @Override
  public void consoleOpened(Console console) {
    KeyboardEvents.over(console, sessions, events);
  }

  @Override
  public void autostart(LiveMachine machine) {
    power.autostart(machine);
  }

  @Override
  public void keeperLost(String why) {
    events.event(EventKind.KEEPER, Outcome.FAILED, new EventFields().with(EventField.REASON, why));
  }

  @Override
  public void machineEnded(LiveMachine machine, String how) {
    EventFields about =
        EventFields.of(machine.entry())
            .with(EventField.ACTION, "ended")
            .with(EventField.REASON, how);
    events.event(EventKind.MACHINE, Outcome.OK, about);
  }

  @Override
  public void outputLost(LiveMachine machine, String line) {
    EventFields about = EventFields.of(machine.entry()).with(EventField.REASON, line);
    events.event(EventKind.RECORDING, Outcome.FAILED, about);
  }

  @Override
  public void programEnded(String name, String machine, boolean ended) {
    EventFields about =
        new EventFields()
            .with(EventField.ACTION, "ended")
            .with(
                EventField.REASON,
                name + " ran for a machine that was removed, given away or changed");
    int slash = machine.indexOf('/');
    if (slash > 0) {
      about
          .with(EventField.TENANT, machine.substring(0, slash))
          .with(EventField.MACHINE, machine.substring(slash + 1));
    }
    events.event(EventKind.MACHINE, ended ? Outcome.OK : Outcome.FAILED, about);
  }
}
