package postern.gateway.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import postern.gateway.act.ExitCode;
import postern.gateway.act.PowerResult;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.MachineList;
import postern.gateway.command.PowerReport;
import postern.gateway.command.UsageFault;
import postern.gateway.config.MachineEntry;
import postern.gateway.machine.LiveMachine;
import postern.gateway.text.PlainText;
import postern.power.PowerAction;

/** {@code power MACHINE… ACTION}: shows or changes the power of machines, all at once. */
final class AdminPowerCommand implements Command<AdminContext> {
  /** The number of machines that need no confirmation. */
  private static final int UNCONFIRMED = 8;

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
    return "shows or changes the power of machines, by name or pattern; more than 8 need --yes";
  }

  @Override
  public int run(AdminContext context, Arguments arguments, CommandOutput out)
      throws InterruptedException {
    boolean force = arguments.flag("--force");
    boolean yes = arguments.flag("--yes");
    ListWriter states =
        ListWriter.of(arguments, out, "tenant", "machine", "power", "since", "reason");
    List<String> rest = arguments.rest(2, 10_000);
    List<LiveMachine> machines = machines(context, rest.subList(0, rest.size() - 1), out);
    if (machines.isEmpty()) {
      return ExitCode.NOT_PERMITTED;
    }
    String word = rest.getLast();
    if (word.equals("status")) {
      return status(machines, states);
    }
    PowerAction action = Arguments.powerAction(word);
    if (machines.size() > UNCONFIRMED && !yes) {
      throw new UsageFault(machines.size() + " machines are more than 8; --yes confirms");
    }
    ListWriter results = states.withColumns("tenant", "machine", "action", "outcome", "reason");
    if (results.forPrograms()) {
      results.begin();
    }
    return writeEach(
        machines,
        machine -> context.acts().power().act(context.actor(), machine, action, force),
        word,
        results,
        out);
  }

  private static List<LiveMachine> machines(
      AdminContext context, List<String> patterns, CommandOutput out) {
    Map<String, LiveMachine> found = new LinkedHashMap<>();
    for (String pattern : patterns) {
      List<LiveMachine> named =
          context.acts().machines().all().stream()
              .filter(m -> MachineList.named(m, pattern))
              .toList();
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

  /**
   * Takes the action on all machines at once and writes the results in the order of the machines.
   *
   * @return the highest exit code
   */
  private static int writeEach(
      List<LiveMachine> machines,
      Function<LiveMachine, PowerResult> action,
      String word,
      ListWriter list,
      CommandOutput out)
      throws InterruptedException {
    Map<MachineEntry, Future<PowerResult>> results = new LinkedHashMap<>();
    int highest = ExitCode.OK;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (LiveMachine machine : machines) {
        results.put(machine.entry(), threads.submit(() -> action.apply(machine)));
      }
      for (var result : results.entrySet()) {
        MachineEntry machine = result.getKey();
        int exit =
            PowerReport.write(
                machine.fullName(),
                result.getValue().get(),
                out,
                list,
                machine.tenant(),
                machine.name(),
                word);
        highest = Math.max(highest, exit);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a power action failed", e.getCause());
    }
    return highest;
  }
}
