package postern.gateway.machine;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import postern.audit.ConsoleRecording;
import postern.gateway.config.MachineEntry;
import postern.mux.Console;
import postern.power.ConsoleEvidence;
import postern.power.Machine;
import postern.power.PowerState;

/** A machine of the fleet with its consoles, their recordings and its power. */
public final class LiveMachine {
  /**
   * A console with its recording.
   *
   * @param from the offset from which on the machine's people may see its output
   * @param screenRestored whether the screen shows the output from before this gateway started
   */
  public record Port(
      Console console,
      ConsoleRecording recording,
      long from,
      Optional<ExecConsole> exec,
      AtomicBoolean screenRestored) {}

  private static final java.time.Duration FRESH = java.time.Duration.ofSeconds(2);

  private final Clock clock;
  private final BootProfiles profiles;
  private final ConcurrentSkipListMap<Integer, Port> ports = new ConcurrentSkipListMap<>();
  private final AtomicBoolean asking = new AtomicBoolean();
  private final Instant since;
  private volatile MachineEntry entry;
  private volatile @Nullable Machine power;
  private volatile @Nullable ArmedReset armedReset;
  private volatile @Nullable String startFailure;

  /** Where the output of the present run starts; an earlier panic no longer counts. */
  private volatile long runsFrom;

  private volatile Seen seen;

  /** The last answer of the backend, and when it came. */
  private record Seen(PowerState state, Instant at) {}

  /**
   * @param since when the machine became its tenant's
   */
  LiveMachine(MachineEntry entry, Instant since, BootProfiles profiles, Clock clock) {
    this.entry = entry;
    this.since = since;
    this.profiles = profiles;
    this.clock = clock;
    this.seen = new Seen(PowerState.unknown("not asked yet"), Instant.EPOCH);
  }

  /** Returns when the machine became its tenant's. Its people see nothing from before. */
  public Instant since() {
    return since;
  }

  public MachineEntry entry() {
    return entry;
  }

  void entry(MachineEntry changed) {
    entry = changed;
  }

  public SortedMap<Integer, Port> ports() {
    return ports;
  }

  public Optional<Console> console(int port) {
    return Optional.ofNullable(ports.get(port)).map(Port::console);
  }

  /** Returns the first console; every machine has one. */
  public Console console() {
    return console(1).orElseThrow();
  }

  public Map<Integer, Console> consoles() {
    Map<Integer, Console> all = new java.util.TreeMap<>();
    ports.forEach((number, port) -> all.put(number, port.console()));
    return all;
  }

  public Optional<Machine> power() {
    return Optional.ofNullable(power);
  }

  void power(@Nullable Machine machine) {
    power = machine;
  }

  /**
   * Returns the boot profile that the machine runs in, or that of its next start if it is off;
   * empty if it has no profiles.
   */
  public Optional<String> profile() {
    return entry.profiles().isEmpty() ? Optional.empty() : Optional.of(profiles.running(entry));
  }

  /** Returns the reset that is armed, if there is one. */
  public Optional<ArmedReset> armedReset() {
    return Optional.ofNullable(armedReset);
  }

  public void armedReset(@Nullable ArmedReset armed) {
    armedReset = armed;
  }

  public ConsoleEvidence evidence() {
    Optional<ConsoleBootEvidence> text = bootText();
    return text.isPresent() ? text.get() : ConsoleEvidence.none();
  }

  private Optional<ConsoleBootEvidence> bootText() {
    return console(1).map(ConsoleBootEvidence::new);
  }

  /** Remembers why the start failed, until the machine is switched again. */
  public void startFailed(String why) {
    startFailure = why;
  }

  /** Notes that the machine was switched: earlier failures and panics no longer count. */
  public void switched() {
    startFailure = null;
    runsFrom = evidence().position();
  }

  /** Adds what the backend cannot know: why the machine is off, or that its kernel panicked. */
  private Optional<String> reason(PowerState state) {
    Optional<String> more =
        switch (state.power()) {
          case OFF -> Optional.ofNullable(startFailure);
          case ON -> bootText().flatMap(text -> text.panicNow(runsFrom));
          case PAUSED, UNKNOWN -> Optional.empty();
        };
    return more.or(state::reason);
  }

  /** Returns the last answer of the backend, without asking. */
  public PowerState powerSeen() {
    return seen.state();
  }

  /** Asks the backend, and waits up to 5 s for its answer. */
  public PowerState powerNow() {
    Machine machine = power;
    PowerState state =
        machine == null ? PowerState.unknown("no power control is configured") : machine.state();
    Instant now = clock.instant();
    Seen before = seen;
    boolean same = before.state().power() == state.power() && before.at().isAfter(Instant.EPOCH);
    Optional<Instant> since =
        state.since().or(() -> same ? before.state().since() : Optional.of(now));
    PowerState dated = new PowerState(state.power(), since, reason(state));
    seen = new Seen(dated, now);
    return dated;
  }

  /**
   * Asks in the background if the last answer is older than 2 s. Runs {@code then} if the state has
   * changed.
   */
  public void refreshPower(Runnable then) {
    Seen before = seen;
    if (power == null
        || clock.instant().isBefore(before.at().plus(FRESH))
        || !asking.compareAndSet(false, true)) {
      return;
    }
    Thread.ofVirtual()
        .name("power-state " + entry.fullName())
        .start(() -> {
          try {
            if (powerNow().power() != before.state().power()) {
              then.run();
            }
          } finally {
            asking.set(false);
          }
        });
  }
}
