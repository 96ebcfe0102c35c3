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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.AuditStore;
import postern.audit.ConsoleRecording;
import postern.audit.RecordedConsole;
import postern.gateway.config.Fleet;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.PortEntry;
import postern.gateway.config.PowerAddress;
import postern.mux.Console;
import postern.mux.ConsoleId;
import postern.mux.ConsoleSettings;
import postern.mux.SerialMux;
import postern.mux.SizeSource;
import postern.power.Machine;
import postern.power.control.PowerControl;

/** The live machines. They are added, changed and removed as the fleet's configuration changes. */
public final class Machines {
  private static final Logger log = LoggerFactory.getLogger(Machines.class);
  private static final long SHUT_SECONDS = 2;

  private final ConcurrentSkipListMap<String, LiveMachine> machines = new ConcurrentSkipListMap<>();
  private final AuditStore audit;
  private final SerialMux mux;
  private final PowerControl power;
  private final StoredState stored;
  private final MachineListener listener;
  private final KeeperWatch keeperWatch;
  private final KeeperPrograms keeperPrograms;
  private final Clock clock;
  private boolean followed;

  public Machines(Backends backends, StoredState stored, MachineListener listener, Clock clock) {
    this.audit = backends.audit();
    this.mux = backends.mux();
    this.power = backends.power();
    this.stored = stored;
    this.listener = listener;
    this.clock = clock;
    this.keeperWatch = new KeeperWatch(this, listener);
    this.keeperPrograms = new KeeperPrograms(power, listener);
    power.listen(keeperWatch::heard);
  }

  /** Returns all machines in the order of their full names. */
  public Collection<LiveMachine> all() {
    return machines.values();
  }

  public Optional<LiveMachine> machine(MachineEntry entry) {
    return Optional.ofNullable(machines.get(entry.fullName()));
  }

  /** Applies a configuration. Called by one thread at a time. */
  public void follow(Fleet fleet) {
    Set<String> names = new HashSet<>();
    fleet.machines().forEach(entry -> names.add(entry.fullName()));
    removeAllBut(names);
    Map<MachineEntry, Ownership.Epoch> epochs = new LinkedHashMap<>();
    fleet.machines().forEach(entry -> epochs.put(entry, stored.owners().of(entry)));
    endOthers(epochs);
    stored.owners().save(); // before the machine of a new owner writes anything
    for (MachineEntry entry : fleet.machines()) {
      LiveMachine live = machines.get(entry.fullName());
      try {
        follow(entry, live);
      } catch (RuntimeException e) {
        // a machine that cannot be served must not affect the others
        log.error("machine not served machine={}", entry.fullName(), e);
      }
    }
    stored.owners().save();
  }

  /** Removes the other machines and their stored state, also those of an earlier gateway. */
  private void removeAllBut(Set<String> names) {
    List<CompletableFuture<?>> shut = new ArrayList<>();
    for (LiveMachine live : List.copyOf(machines.values())) {
      if (!names.contains(live.entry().fullName())) {
        machines.remove(live.entry().fullName());
        remove(live, shut);
      }
    }
    // their last output is recorded before a new owner's recording begins
    CompletableFuture.allOf(shut.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, SHUT_SECONDS, TimeUnit.SECONDS)
        .join();
    Map<String, String> programs = new TreeMap<>();
    stored
        .owners()
        .all()
        .forEach((name, epoch) -> {
          if (!names.contains(name)) {
            epoch.programs().forEach(program -> programs.put(program, name));
            stored.forget(name, epoch.from().keySet());
            stored.owners().ended(name);
          }
        });
    keeperPrograms.end(programs);
  }

  /**
   * Ends programs that belong to no machine or to an earlier owner of their machine. At the first
   * call, they may be left from an earlier gateway.
   */
  private void endOthers(Map<MachineEntry, Ownership.Epoch> epochs) {
    Set<String> rightly = new HashSet<>();
    epochs.forEach((entry, epoch) -> {
      if (!epoch.fresh() || machines.containsKey(entry.fullName())) {
        rightly.addAll(entry.processNames());
      }
    });
    boolean news =
        !followed || epochs.keySet().stream().anyMatch(e -> machines.get(e.fullName()) == null);
    followed = true;
    if (news) {
      Map<String, String> programs = new TreeMap<>();
      keeperPrograms.runningBeside(rightly).forEach(program -> programs.put(program, ""));
      keeperPrograms.end(programs);
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
    Ownership.Epoch epoch = stored.owners().of(entry);
    if (epoch.fresh()) {
      stored.profiles().forget(entry);
      stored.forget(entry.fullName(), entry.ports().keySet());
    }
    LiveMachine live = new LiveMachine(entry, epoch.since(), stored.profiles(), clock);
    entry.ports().forEach((number, port) -> openPort(live, number, port));
    entry.power().ifPresent(address -> live.power(power.machine(address.address())));
    machines.put(entry.fullName(), live);
    if ((entry.autostart() || entry.switchesExec()) && !stored.powerOff().leftOff(entry)) {
      listener.autostart(live);
    }
  }

  private void openPort(LiveMachine live, int number, PortEntry port) {
    MachineEntry entry = live.entry();
    ConsoleRecording recording =
        audit.recording(new RecordedConsole(entry.tenant(), entry.name(), number));
    long from = stored.owners().opened(entry, number, recording.lastOffset());
    ConsoleId id = new ConsoleId(entry.tenant(), entry.name(), number);
    Console console =
        mux.open(
            new ConsoleSettings(
                id, port.address(), recording.lastOffset(), port.rows(), port.cols()),
            new RecorderAdapter(recording));
    console.encoding(port.encoding());
    Optional<ExecConsole> exec =
        port.process()
            .filter(program -> !entry.switchesExec())
            .map(program -> new ExecConsole(power.machine(program), console));
    live.ports()
        .put(number, new LiveMachine.Port(console, recording, from, exec, new AtomicBoolean()));
    listener.consoleOpened(console);
    stored.locks().over(console, entry.onRelease());
    console.onRelease(entry.onRelease());
    stored.sizes().over(console, port);
    keeperWatch.watch(live, console);
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
        stored.locks().forget(id);
        stored.sizes().forget(id);
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
    stored.owners().keeps(entry);
    Map<String, String> programs = new TreeMap<>();
    before.processNames().forEach(program -> programs.put(program, entry.fullName()));
    programs.keySet().removeAll(entry.processNames());
    keeperPrograms.end(programs);
  }

  private void moved(
      Console console, MachineEntry entry, PortEntry port, @Nullable PortEntry before) {
    told(console, entry, port, before);
    if (!console.status().address().equals(port.address())) {
      console.moveTo(port.address());
    }
  }

  /**
   * Applies the settings of a console. A size that is configured as before does not replace one
   * that the machine was told since.
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
      stored.sizes().forget(console.id());
    } else if (!port.sized()) {
      console.forgetSize(SizeSource.OPERATOR);
    }
  }

  private void remove(LiveMachine live, List<CompletableFuture<?>> shut) {
    MachineEntry entry = live.entry();
    for (int number : live.ports().keySet()) {
      ConsoleId id = new ConsoleId(entry.tenant(), entry.name(), number);
      shut.add(mux.remove(id, "this machine was removed"));
      stored.locks().forget(id);
      stored.sizes().forget(id);
    }
    live.ports().values().forEach(port -> port.exec().ifPresent(ExecConsole::close));
    Optional<Machine> backend = live.power();
    live.power(null); // a running action asks for nothing more
    backend.ifPresent(Machine::close);
    stored.powerOff().forget(entry);
    stored.profiles().forget(entry);
  }

  public void close() {
    for (LiveMachine live : machines.values()) {
      live.power().ifPresent(Machine::close);
      live.ports().values().forEach(port -> port.exec().ifPresent(ExecConsole::release));
    }
    machines.clear();
  }
}
