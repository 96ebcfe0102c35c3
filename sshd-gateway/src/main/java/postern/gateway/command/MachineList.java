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

/** How machines are listed: one row for each, with what it does now. */
public final class MachineList {
  private static final List<String> ONE =
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

  /** A list of machines of any tenant. Takes the form from the words. */
  public static ListWriter writer(Arguments arguments, CommandOutput out) {
    return ListWriter.of(arguments, out, Stream.concat(Stream.of("tenant"), ONE.stream()).toList());
  }

  /** Writes the status of one console of a machine, and asks its power. */
  public static void writeOne(
      Arguments arguments, CommandOutput out, LiveMachine machine, Console console) {
    ListWriter list = ListWriter.of(arguments, out, ONE);
    arguments.rest(0, 0);
    list.begin();
    list.row(row(machine, console, machine.powerNow()));
    list.end();
  }

  /** Asks the power of all machines at once and writes them into a {@link #writer}. */
  public static void write(List<LiveMachine> machines, ListWriter list) {
    Map<String, PowerState> power = powerOf(machines);
    list.begin();
    for (LiveMachine machine : machines) {
      PowerState state = power.getOrDefault(machine.entry().fullName(), machine.powerSeen());
      @Nullable Object[] one = row(machine, machine.console(), state);
      @Nullable Object[] whole = new @Nullable Object[one.length + 1];
      whole[0] = machine.entry().tenant();
      System.arraycopy(one, 0, whole, 1, one.length);
      list.row(whole);
    }
    list.end();
  }

  /** Whether the glob matches the name or the full name of a machine, in any case. */
  public static boolean named(LiveMachine machine, String pattern) {
    String folded = pattern.toLowerCase(Locale.ROOT);
    return Globs.matches(folded, machine.entry().name())
        || Globs.matches(folded, machine.entry().fullName());
  }

  /** Asks all backends at once; each answers within 5 s. By full name. */
  public static Map<String, PowerState> powerOf(List<LiveMachine> machines) {
    Map<String, PowerState> states = new ConcurrentHashMap<>();
    try (ExecutorService asks = Executors.newVirtualThreadPerTaskExecutor()) {
      machines.forEach(m -> asks.execute(() -> states.put(m.entry().fullName(), m.powerNow())));
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
      machine.trial().map(ArmedReset::due).orElse(null),
    };
  }

  /** A console is down because its machine is off, and not the other way round. */
  private static Optional<String> reason(PowerState power, Optional<String> down) {
    return power.power() == PowerState.Power.OFF
        ? power.reason().or(() -> down)
        : down.or(power::reason);
  }
}
