package postern.gateway.command;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import postern.gateway.config.Globs;
import postern.gateway.machine.ArmedReset;
import postern.gateway.machine.LiveMachine;
import postern.mux.Console;
import postern.mux.ConsoleStatus;
import postern.mux.LineState;
import postern.mux.Participant;
import postern.power.PowerState;

/** Lists machines: one row each, with the state of its power and its console. */
public final class MachineList {
  private static final List<String> COLUMNS =
      List.of(
          "machine",
          "power",
          "since",
          "reason",
          "console",
          "keyboard",
          "watchers",
          "last_output",
          "profile",
          "try");

  private MachineList() {}

  /** Returns a writer for machines of any tenant, in the form that the arguments ask for. */
  public static ListWriter writer(Arguments arguments, CommandOutput out) {
    return ListWriter.of(
        arguments, out, Stream.concat(Stream.of("tenant"), COLUMNS.stream()).toList());
  }

  /** Asks for the power of one machine and writes its status with that of one of its consoles. */
  public static void writeOne(
      Arguments arguments, CommandOutput out, LiveMachine machine, Console console) {
    ListWriter list = ListWriter.of(arguments, out, COLUMNS);
    arguments.rest(0, 0);
    list.begin();
    list.row(row(machine, console, machine.powerNow()));
    list.end();
  }

  /** Asks for the power of all machines at once and writes them to a {@link #writer}. */
  public static void write(List<LiveMachine> machines, ListWriter list) {
    Map<String, PowerState> power = powerOf(machines);
    list.begin();
    for (LiveMachine machine : machines) {
      PowerState state = power.getOrDefault(machine.entry().fullName(), machine.powerSeen());
      @Nullable Object[] cells = row(machine, machine.console(), state);
      @Nullable Object[] row = new @Nullable Object[cells.length + 1];
      row[0] = machine.entry().tenant();
      System.arraycopy(cells, 0, row, 1, cells.length);
      list.row(row);
    }
    list.end();
  }

  /** Whether a glob matches the name or the full name of a machine, ignoring case. */
  public static boolean named(LiveMachine machine, String pattern) {
    String folded = pattern.toLowerCase(Locale.ROOT);
    return Globs.matches(folded, machine.entry().name())
        || Globs.matches(folded, machine.entry().fullName());
  }

  /**
   * Asks for the power of all machines at once; each answers within 5 s.
   *
   * @return the states by full name
   */
  public static Map<String, PowerState> powerOf(List<LiveMachine> machines) {
    Map<String, PowerState> states = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      machines.forEach(m -> threads.execute(() -> states.put(m.entry().fullName(), m.powerNow())));
    }
    return states;
  }

  private static @Nullable Object[] row(LiveMachine machine, Console console, PowerState power) {
    ConsoleStatus status = console.status();
    Optional<String> down =
        status.line() instanceof LineState.Down d ? Optional.of(d.why()) : Optional.empty();
    return new @Nullable Object[] {
      machine.entry().name(),
      power.power().word(),
      power.since().orElse(null),
      reason(power, down).orElse(null),
      down.isEmpty() ? "up" : "down",
      status.keyboard().map(Participant::name).orElse(null),
      status.participants().size() - (status.keyboard().isPresent() ? 1 : 0),
      status.lastOutput().orElse(null),
      machine.profile().orElse(null),
      machine.armedReset().map(ArmedReset::due).orElse(null),
    };
  }

  /** Prefers the reason of the power: a console is down because its machine is off. */
  private static Optional<String> reason(PowerState power, Optional<String> down) {
    return power.power() == PowerState.Power.OFF
        ? power.reason().or(() -> down)
        : down.or(power::reason);
  }
}
