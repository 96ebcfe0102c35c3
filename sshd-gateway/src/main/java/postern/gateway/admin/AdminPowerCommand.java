package postern.gateway.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import postern.gateway.act.PowerResult;
import postern.gateway.act.PowerText;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.MachineList;
import postern.gateway.command.UsageFault;
import postern.gateway.machine.LiveMachine;
import postern.gateway.text.PlainText;
import postern.power.PowerAction;

/** {@code power MACHINE… ACTION}: on one or many, all at once. */
final class AdminPowerCommand implements Command<AdminContext> {
  private static final int MANY = 8;

  @Override
  public String name() {
    return "power";
  }

  @Override
  public String usage() {
    return "MACHINE… status|on|off|cycle|reset|soft|nmi [--force] [--yes]"
        + " [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "power of any machines, by name or pattern; more than 8 wants --yes";
  }

  @Override
  public int run(AdminContext desk, Arguments words, CommandOutput out)
      throws InterruptedException {
    boolean force = words.flag("--force");
    boolean yes = words.flag("--yes");
    ListWriter states = ListWriter.of(words, out, "tenant", "machine", "power", "since", "reason");
    List<String> rest = words.rest(2, 10_000);
    List<LiveMachine> machines = machines(desk, rest.subList(0, rest.size() - 1), out);
    if (machines.isEmpty()) {
      return 3;
    }
    String word = rest.getLast();
    if (word.equals("status")) {
      return status(machines, states);
    }
    PowerAction action = Arguments.powerAction(word);
    if (machines.size() > MANY && !yes) {
      throw new UsageFault(machines.size() + " machines are more than 8: say --yes");
    }
    Telling telling =
        new Telling(states.of("tenant", "machine", "action", "outcome", "reason"), out);
    if (states.streams()) {
      telling.list().begin();
    }
    return act(desk, machines, new Deed(action, force), telling);
  }

  private record Deed(PowerAction action, boolean force) {}

  private static List<LiveMachine> machines(
      AdminContext desk, List<String> patterns, CommandOutput out) {
    Map<String, LiveMachine> found = new LinkedHashMap<>();
    for (String pattern : patterns) {
      List<LiveMachine> named =
          desk.acts().machines().all().stream().filter(m -> MachineList.named(m, pattern)).toList();
      if (named.isEmpty()) {
        out.error("postern: " + PlainText.clean(pattern) + ": no such machine; nothing was done");
        return List.of();
      }
      named.forEach(m -> found.put(m.entry().fullName(), m));
    }
    return new ArrayList<>(found.values());
  }

  private static int status(List<LiveMachine> machines, ListWriter states) {
    var power = MachineList.powerOf(machines);
    states.begin();
    for (LiveMachine m : machines) {
      var state = power.getOrDefault(m.entry().fullName(), m.powerSeen());
      states.row(
          m.entry().tenant(),
          m.entry().name(),
          state.power().word(),
          state.since().orElse(null),
          state.reason().orElse(null));
    }
    states.end();
    return 0;
  }

  /** Where the outcomes go. */
  private record Telling(ListWriter list, CommandOutput out) {
    int tell(LiveMachine machine, PowerAction action, PowerResult result) {
      int exit = PowerText.exit(result);
      String line = machine.entry().fullName() + ": " + PowerText.line(result);
      if (list.streams()) {
        list.row(
            machine.entry().tenant(),
            machine.entry().name(),
            action.word(),
            PowerText.outcome(result),
            PowerText.line(result));
      } else if (exit == 0) {
        out.line(line);
      }
      if (exit != 0) {
        out.error("postern: " + line);
      }
      return exit;
    }
  }

  /** The exit code is that of the machine that fared worst. */
  private static int act(AdminContext desk, List<LiveMachine> machines, Deed deed, Telling telling)
      throws InterruptedException {
    Map<LiveMachine, Future<PowerResult>> acts = new LinkedHashMap<>();
    int worst = 0;
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (LiveMachine m : machines) {
        acts.put(
            m,
            each.submit(
                () -> desk.acts().power().act(desk.actor(), m, deed.action(), deed.force())));
      }
      for (var done : acts.entrySet()) {
        int exit = telling.tell(done.getKey(), deed.action(), done.getValue().get());
        worst = Math.max(worst, exit);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a power act failed", e.getCause());
    }
    return worst;
  }
}
