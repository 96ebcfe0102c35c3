package postern.gateway.act;

import java.util.Map;
import java.util.TreeMap;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.machine.LiveMachine;
import postern.gateway.machine.MachineListener;
import postern.mux.Console;

/** Writes down what becomes of machines without anybody acting. */
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
    events.event(EventKind.KEEPER, Outcome.FAILED, Map.of("reason", why));
  }

  @Override
  public void machineEnded(LiveMachine machine, String how) {
    Map<String, String> about = about(machine);
    about.put("action", "ended");
    about.put("reason", how);
    events.event(EventKind.MACHINE, Outcome.OK, about);
  }

  @Override
  public void outputLost(LiveMachine machine, String line) {
    Map<String, String> about = about(machine);
    about.put("reason", line);
    events.event(EventKind.RECORDING, Outcome.FAILED, about);
  }

  @Override
  public void programEnded(String name, String machine, boolean ended) {
    Map<String, String> about = new TreeMap<>();
    int slash = machine.indexOf('/');
    if (slash > 0) {
      about.put("tenant", machine.substring(0, slash));
      about.put("machine", machine.substring(slash + 1));
    }
    about.put("action", "ended");
    about.put("reason", name + " ran for a machine that was removed, given away or changed");
    events.event(EventKind.MACHINE, ended ? Outcome.OK : Outcome.FAILED, about);
  }

  private static Map<String, String> about(LiveMachine machine) {
    Map<String, String> about = new TreeMap<>();
    about.put("tenant", machine.entry().tenant());
    about.put("machine", machine.entry().name());
    return about;
  }
}
