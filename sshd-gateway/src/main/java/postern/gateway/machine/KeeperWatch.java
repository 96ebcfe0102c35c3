package postern.gateway.machine;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.MarkKind;
import postern.mux.Console;
import postern.mux.ConsoleEvent;
import postern.mux.LineAddress;
import postern.mux.Notice;
import postern.power.KeeperNotice;
import postern.power.Machine;

/**
 * Tells people at the consoles and the listener when a machine under the keeper ends, when the
 * keeper is lost, and when output was lost because no gateway was running.
 */
final class KeeperWatch {
  private static final Logger log = LoggerFactory.getLogger(KeeperWatch.class);

  private final Machines machines;
  private final MachineListener listener;
  private final Map<String, Long> lost = new ConcurrentHashMap<>();

  KeeperWatch(Machines machines, MachineListener listener) {
    this.machines = machines;
    this.listener = listener;
  }

  void heard(KeeperNotice notice) {
    switch (notice) {
      case KeeperNotice.Ended(String name, Path console, String how) ->
          machines.all().stream()
              .filter(m -> runsAt(m, console))
              .forEach(m -> ended(m, console, how));
      case KeeperNotice.KeeperLost(String why) -> {
        log.error("keeper lost, and the machines under it why={}", why);
        listener.keeperLost(why);
        machines.all().stream()
            .filter(m -> m.entry().startedByPostern())
            .forEach(m -> lostWithKeeper(m, why));
      }
    }
  }

  private void lostWithKeeper(LiveMachine machine, String why) {
    machine.consoles().values().forEach(console -> ended(machine, path(console), why));
  }

  private void ended(LiveMachine machine, Path at, String how) {
    listener.machineEnded(machine, how);
    for (LiveMachine.Port port : machine.ports().values()) {
      if (path(port.console()).equals(at)) {
        port.console().tell(new Notice.Text("the machine ended: " + how));
        port.exec().ifPresent(ExecConsole::ended);
      }
    }
    machine.refreshPower(() -> {});
  }

  private static boolean runsAt(LiveMachine machine, Path socket) {
    return machine.consoles().values().stream().anyMatch(c -> path(c).equals(socket));
  }

  /** Returns the socket of a console, or an empty path if its line has none. */
  private static Path path(Console console) {
    return console.status().address() instanceof LineAddress.UnixSocket(Path path)
        ? path
        : Path.of("");
  }

  /**
   * Asks the keeper whether output was lost, each time the line of one of its machines comes up.
   */
  void watch(LiveMachine machine, Console console) {
    if (!machine.entry().startedByPostern()) {
      return;
    }
    console.addListener(event -> {
      if (event instanceof ConsoleEvent.Announced(Notice notice)
          && notice instanceof Notice.LineUp) {
        Thread.ofVirtual()
            .name("bytes-lost " + machine.entry().fullName())
            .start(() -> askLost(machine, console));
      }
    });
  }

  private void askLost(LiveMachine machine, Console console) {
    long now = machine.power().map(Machine::bytesLost).orElse(0L);
    Long before = lost.put(machine.entry().fullName(), now);
    long more = now - (before == null ? 0 : before);
    if (more <= 0) {
      return;
    }
    String line = more + " bytes were said while no gateway was there, and are lost";
    console.tell(new Notice.Text(line));
    machine.ports().values().forEach(port -> port.recording().mark(MarkKind.LOST, line));
    listener.outputLost(machine, line);
  }
}
