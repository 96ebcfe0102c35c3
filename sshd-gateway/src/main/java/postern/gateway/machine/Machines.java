package postern.gateway.machine;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.audit.RecordedConsole;
import postern.gateway.act.Power;
import postern.gateway.act.PowerResult;
import postern.gateway.act.PowerText;
import postern.gateway.config.Fleet;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.PortEntry;
import postern.gateway.config.PowerAddress;
import postern.mux.Console;
import postern.mux.ConsoleId;
import postern.mux.ConsoleSettings;
import postern.mux.Notice;
import postern.mux.SerialMux;
import postern.mux.SizeSource;
import postern.power.Machine;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;
import postern.power.control.PowerControl;

/** Keeps what is alive in step with the fleet: machines come, go and change without a restart. */
public final class Machines {
  private static final Logger log = LoggerFactory.getLogger(Machines.class);
  private static final long SHUT_SECONDS = 2;

  /** The act of a start with the gateway, which nobody asked for. */
  private static final String AUTOSTART = "autostart";

  private final ConcurrentSkipListMap<String, LiveMachine> machines = new ConcurrentSkipListMap<>();
  private final AuditStore audit;
  private final SerialMux mux;
  private final PowerControl power;
  private final Around around;
  private final KeeperWatch kept;
  private final KeeperPrograms keptPrograms;
  private final Clock clock;
  private boolean followed;

  /**
   * @param offMarks which machines people switched off
   * @param profiles which boot profiles they start and run in
   * @param locks whose log-ins may be open
   * @param sizes how large their terminals were told to be
   * @param owners whose each machine is since when
   * @param former forgets what was remembered of a machine for its former owner
   * @param opened is given each console before anybody can be there
   */
  public record Around(
      PowerOffState offMarks,
      BootProfiles profiles,
      KeyboardLocks locks,
      TerminalSizes sizes,
      Ownership owners,
      FormerOwner former,
      Consumer<Console> opened) {}

  public Machines(AuditStore audit, SerialMux mux, PowerControl power, Around around, Clock clock) {
    this.audit = audit;
    this.mux = mux;
    this.power = power;
    this.around = around;
    this.clock = clock;
    this.kept = new KeeperWatch(this, audit);
    this.keptPrograms = new KeeperPrograms(power, audit);
    power.listen(kept::heard);
  }

  /** By full name, in order. */
  public Collection<LiveMachine> all() {
    return machines.values();
  }

  public Optional<LiveMachine> machine(MachineEntry entry) {
    return Optional.ofNullable(machines.get(entry.fullName()));
  }

  /** Called by one thread at a time. */
  public void follow(Fleet fleet) {
    Set<String> names = new HashSet<>();
    fleet.machines().forEach(entry -> names.add(entry.fullName()));
    removeAllBut(names);
    Map<MachineEntry, Ownership.Epoch> epochs = new LinkedHashMap<>();
    fleet.machines().forEach(entry -> epochs.put(entry, around.owners().of(entry)));
    endOthers(epochs);
    around.owners().save(); // before a new owner's machine says its first word
    for (MachineEntry entry : fleet.machines()) {
      LiveMachine live = machines.get(entry.fullName());
      try {
        follow(entry, live);
      } catch (RuntimeException e) {
        // one machine that cannot be served must not keep the others from their people
        log.error("machine not served machine={}", entry.fullName(), e);
      }
    }
    around.owners().save();
  }

  /** Also those that a gateway before this one had, and whatever is remembered of them. */
  private void removeAllBut(Set<String> names) {
    List<CompletableFuture<?>> shut = new ArrayList<>();
    for (LiveMachine live : List.copyOf(machines.values())) {
      if (!names.contains(live.entry().fullName())) {
        machines.remove(live.entry().fullName());
        remove(live, shut);
      }
    }
    // what it still says is recorded before a new owner's record begins
    CompletableFuture.allOf(shut.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, SHUT_SECONDS, TimeUnit.SECONDS)
        .join();
    Map<String, String> programs = new TreeMap<>();
    around
        .owners()
        .all()
        .forEach((name, epoch) -> {
          if (!names.contains(name)) {
            epoch.kept().forEach(program -> programs.put(program, name));
            around.former().forget(name, epoch.from().keySet());
            around.owners().ended(name);
          }
        });
    keptPrograms.end(programs);
  }

  /**
   * Ends what runs and is no machine's, or ran for an earlier owner of the machine it is called
   * after. The first time, a gateway before this one may have left it.
   */
  private void endOthers(Map<MachineEntry, Ownership.Epoch> epochs) {
    Set<String> rightly = new HashSet<>();
    epochs.forEach((entry, epoch) -> {
      if (!epoch.fresh() || machines.containsKey(entry.fullName())) {
        rightly.addAll(entry.keptNames());
      }
    });
    boolean news =
        !followed || epochs.keySet().stream().anyMatch(e -> machines.get(e.fullName()) == null);
    followed = true;
    if (news) {
      Map<String, String> programs = new TreeMap<>();
      keptPrograms.runningBeside(rightly).forEach(program -> programs.put(program, ""));
      keptPrograms.end(programs);
    }
  }

  private void follow(MachineEntry entry, @Nullable LiveMachine live) {
    if (live == null) {
      add(entry);
    } else if (!live.entry().equals(entry)) {
      change(live, entry);
    }
  }

  private void add(MachineEntry entry) {
    Ownership.Epoch epoch = around.owners().of(entry);
    if (epoch.fresh()) {
      around.profiles().forget(entry);
      around.former().forget(entry.fullName(), entry.ports().keySet());
    }
    LiveMachine live = new LiveMachine(entry, epoch.since(), around.profiles(), clock);
    entry.ports().forEach((number, port) -> openPort(live, number, port));
    entry.power().ifPresent(address -> live.power(power.machine(address.address())));
    machines.put(entry.fullName(), live);
    if ((entry.autostart() || entry.switchesExec()) && !around.offMarks().leftOff(entry)) {
      start(live);
    }
  }

  private void openPort(LiveMachine live, int number, PortEntry port) {
    MachineEntry entry = live.entry();
    ConsoleRecording recording =
        audit.recording(new RecordedConsole(entry.tenant(), entry.name(), number));
    long from = around.owners().opened(entry, number, recording.lastOffset());
    ConsoleId id = new ConsoleId(entry.tenant(), entry.name(), number);
    Console console =
        mux.open(
            new ConsoleSettings(
                id, port.address(), recording.lastOffset(), port.rows(), port.cols()),
            new RecorderAdapter(recording));
    console.encoding(port.encoding());
    Optional<ExecConsole> exec =
        port.kept()
            .filter(program -> !entry.switchesExec())
            .map(program -> new ExecConsole(power.machine(program), console));
    live.ports()
        .put(number, new LiveMachine.Port(console, recording, from, exec, new AtomicBoolean()));
    around.opened().accept(console);
    around.locks().over(console, entry.onRelease());
    console.onRelease(entry.onRelease());
    around.sizes().over(console, port);
    kept.watch(live, console);
  }

  private void change(LiveMachine live, MachineEntry entry) {
    MachineEntry before = live.entry();
    live.entry(entry);
    for (int number : Set.copyOf(live.ports().keySet())) {
      if (!entry.ports().containsKey(number)) {
        LiveMachine.Port gone = live.ports().remove(number);
        if (gone != null) {
          gone.exec().ifPresent(ExecConsole::close);
        }
        ConsoleId id = new ConsoleId(entry.tenant(), entry.name(), number);
        var _ = mux.remove(id, "this port was removed");
        around.locks().forget(id);
        around.sizes().forget(id);
      }
    }
    entry
        .ports()
        .forEach((number, port) -> {
          Optional<Console> console = live.console(number);
          if (console.isEmpty()) {
            openPort(live, number, port);
          } else {
            console.get().encoding(port.encoding());
            moved(console.get(), entry, port, before.ports().get(number));
          }
        });
    if (!before.power().equals(entry.power())) {
      live.power().ifPresent(Machine::close);
      live.power(entry.power().map(PowerAddress::address).map(power::machine).orElse(null));
    }
    around.owners().keeps(entry);
    Map<String, String> programs = new TreeMap<>();
    before.keptNames().forEach(program -> programs.put(program, entry.fullName()));
    programs.keySet().removeAll(entry.keptNames());
    keptPrograms.end(programs);
  }

  private void moved(
      Console console, MachineEntry entry, PortEntry port, @Nullable PortEntry before) {
    told(console, entry, port, before);
    if (!console.status().address().equals(port.address())) {
      console.moveTo(port.address());
    }
  }

  /**
   * What the fleet's files say of how a console is to behave. A size that they said before already
   * counts no more than what the machine was told since.
   */
  private void told(
      Console console, MachineEntry entry, PortEntry port, @Nullable PortEntry before) {
    console.onRelease(entry.onRelease());
    boolean news =
        before == null
            || !before.sized()
            || before.rows() != port.rows()
            || before.cols() != port.cols();
    if (port.sized() && news) {
      console.size(port.rows(), port.cols(), SizeSource.OPERATOR);
      around.sizes().forget(console.id());
    } else if (!port.sized()) {
      console.forgetSize(SizeSource.OPERATOR);
    }
  }

  private void remove(LiveMachine live, List<CompletableFuture<?>> shut) {
    MachineEntry entry = live.entry();
    for (int number : live.ports().keySet()) {
      ConsoleId id = new ConsoleId(entry.tenant(), entry.name(), number);
      shut.add(mux.remove(id, "this machine was removed"));
      around.locks().forget(id);
      around.sizes().forget(id);
    }
    live.ports().values().forEach(port -> port.exec().ifPresent(ExecConsole::close));
    Optional<Machine> backend = live.power();
    live.power(null); // an act under way goes no further
    backend.ifPresent(Machine::close);
    around.offMarks().forget(entry);
    around.profiles().forget(entry);
  }

  /** A machine that Postern starts by itself; one that runs already is left alone. */
  private void start(LiveMachine live) {
    Machine machine = live.power().orElse(null);
    if (machine == null) {
      return;
    }
    Thread.ofVirtual()
        .name("autostart " + live.entry().fullName())
        .start(() -> {
          boolean there = machines.get(live.entry().fullName()) == live;
          if (there && live.powerNow().power() == PowerState.Power.OFF) {
            PowerOutcome outcome;
            try (ReconnectBoost nudge = new ReconnectBoost(live)) {
              outcome = startInKept(live, machine);
            }
            Power.started(live, PowerAction.ON, outcome);
            live.powerNow();
            started(live, new PowerResult.Done(outcome));
          }
        });
  }

  /** Written down, and where it failed, told to those who are there. */
  private void started(LiveMachine live, PowerResult result) {
    String line = PowerText.line(result);
    Outcome outcome = PowerText.outcome(result);
    Map<String, String> about = new TreeMap<>();
    about.put("tenant", live.entry().tenant());
    about.put("machine", live.entry().name());
    about.put("action", AUTOSTART);
    about.put("reason", line);
    audit.event(EventKind.POWER, outcome, about);
    if (PowerText.exit(result) == 0) {
      log.info("autostart machine={} outcome={}", live.entry().fullName(), line);
    } else {
      log.warn("autostart machine={} outcome={}", live.entry().fullName(), line);
      Notice notice = new Notice.Text(AUTOSTART + ": " + line);
      live.consoles().values().forEach(console -> console.tell(notice));
    }
  }

  private PowerOutcome startInKept(LiveMachine live, Machine machine) {
    String profile = around.profiles().kept(live.entry());
    around.profiles().startedIn(live.entry(), profile);
    return live.entry()
        .startedIn(profile)
        .map(as -> machine.startAs(as, PowerAction.ON, live.evidence(), Power.LIMIT))
        .orElseGet(() -> machine.act(PowerAction.ON, live.evidence(), Power.LIMIT));
  }

  public void close() {
    for (LiveMachine live : machines.values()) {
      live.power().ifPresent(Machine::close);
      live.ports().values().forEach(port -> port.exec().ifPresent(ExecConsole::release));
    }
    machines.clear();
  }
}
