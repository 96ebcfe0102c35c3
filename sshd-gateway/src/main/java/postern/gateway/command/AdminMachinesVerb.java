package postern.gateway.command;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import postern.gateway.fleet.Globs;
import postern.gateway.house.LiveMachine;
import postern.power.PowerState;

/** {@code machines}: all of them, now. */
final class AdminMachinesVerb implements Verb<AtAdminDesk> {
  static final String[] COLUMNS = {
    "tenant",
    "machine",
    "power",
    "since",
    "reason",
    "console",
    "keyboard",
    "watchers",
    "last_output",
    "profile",
    "try"
  };

  @Override
  public String name() {
    return "machines";
  }

  @Override
  public String usage() {
    return "[PATTERN] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "all machines with state, power, keyboard, watchers, last output";
  }

  @Override
  public int run(AtAdminDesk desk, Words words, Out out) {
    Listing list = Listing.of(words, out, COLUMNS);
    List<String> pattern = words.rest(0, 1);
    List<LiveMachine> machines =
        desk.house().machines().all().stream()
            .filter(m -> pattern.isEmpty() || named(m, pattern.getFirst()))
            .toList();
    write(machines, list);
    return 0;
  }

  /** Asks every backend and lists the machines. */
  static void write(List<LiveMachine> machines, Listing list) {
    var power = powerOf(machines);
    list.begin();
    for (LiveMachine machine : machines) {
      var row =
          StatusVerb.row(machine.entry().name(), machine, machine.console(), power(power, machine));
      Object[] whole = new Object[COLUMNS.length];
      whole[0] = machine.entry().tenant();
      System.arraycopy(row, 0, whole, 1, row.length);
      list.row(whole);
    }
    list.end();
  }

  static boolean named(LiveMachine machine, String pattern) {
    String folded = pattern.toLowerCase(Locale.ROOT);
    return Globs.matches(folded, machine.entry().name())
        || Globs.matches(folded, machine.entry().fullName());
  }

  private static PowerState power(ConcurrentHashMap<String, PowerState> all, LiveMachine machine) {
    PowerState state = all.get(machine.entry().fullName());
    return state == null ? machine.powerSeen() : state;
  }

  /** Asks all backends at once; each answers within 5 s. */
  static ConcurrentHashMap<String, PowerState> powerOf(List<LiveMachine> machines) {
    ConcurrentHashMap<String, PowerState> states = new ConcurrentHashMap<>();
    try (ExecutorService asks = Executors.newVirtualThreadPerTaskExecutor()) {
      machines.forEach(m -> asks.execute(() -> states.put(m.entry().fullName(), m.powerNow())));
    }
    return states;
  }
}
