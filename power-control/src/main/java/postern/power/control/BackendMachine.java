package postern.power.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.power.ConsoleEvidence;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;

/**
 * A machine of any kind. It has one action at a time, and an action is done only when its result
 * was seen.
 */
final class BackendMachine implements Machine {
  private static final Logger LOG = LoggerFactory.getLogger(BackendMachine.class);
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  /** How long the console is watched where the backend cannot show the result. */
  private static final Duration UNOBSERVABLE_LIMIT = Duration.ofSeconds(10);

  private static final Duration END_LIMIT = Duration.ofSeconds(2);

  private static final int LAST_LINES = 10;

  private static final class RunningAction {
    final PowerAction action;
    final Instant since;

    /** The backend has done it; only the first seconds of the start are still watched. */
    volatile boolean onlyWatching;

    RunningAction(PowerAction action, Instant since) {
      this.action = action;
      this.since = since;
    }
  }

  private final Function<MachineAddress, Backend> backends;
  private final Clock clock;
  private final AtomicReference<@Nullable RunningAction> current = new AtomicReference<>();
  private final AtomicReference<@Nullable PowerState> lastState = new AtomicReference<>();

  /** Replaced only by the thread whose action is {@link #current}. */
  private volatile Backend backend;

  /** A running action requests nothing more: the machine may have another owner by now. */
  private volatile boolean closed;

  BackendMachine(MachineAddress address, Function<MachineAddress, Backend> backends, Clock clock) {
    this.backends = backends;
    this.backend = backends.apply(address);
    this.clock = clock;
  }

  /** Adds the time since which the state was seen, if the backend does not know it. */
  @Override
  public PowerState state() {
    PowerState now = backend.state();
    if (now.since().isPresent() || now.power() == Power.UNKNOWN) {
      return now;
    }
    PowerState first =
        lastState.updateAndGet(last ->
            last != null && last.power() == now.power()
                ? last
                : new PowerState(now.power(), Optional.of(clock.instant()), Optional.empty()));
    return new PowerState(
        now.power(), first == null ? Optional.empty() : first.since(), now.reason());
  }

  @Override
  public Set<PowerAction> actions() {
    return backend.actions();
  }

  @Override
  public Optional<String> sendBreak() {
    return backend.sendBreak();
  }

  @Override
  public Optional<String> sendSysRq(char key) {
    return backend.sendSysRq(key);
  }

  @Override
  public long bytesLost() {
    return backend.bytesLost();
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public PowerOutcome perform(PowerAction action, ConsoleEvidence console, Duration limit) {
    return perform(action, () -> {}, console, limit);
  }

  @Override
  public PowerOutcome startAs(
      MachineAddress address, PowerAction action, ConsoleEvidence console, Duration limit) {
    return perform(action, () -> backend = backends.apply(address), console, limit);
  }

  private PowerOutcome perform(
      PowerAction action, Runnable before, ConsoleEvidence console, Duration limit) {
    if (!backend.actions().contains(action)) {
      return new PowerOutcome.Refused("this machine's power has no " + action.word());
    }
    RunningAction mine = new RunningAction(action, clock.instant());
    RunningAction other = claim(mine);
    if (other != null) {
      long seconds = Duration.between(other.since, clock.instant()).toSeconds();
      return new PowerOutcome.Busy(other.action.word() + ", started " + seconds + " s ago");
    }
    try {
      before.run();
      PowerOutcome outcome = new Attempt(mine, console, limit).of(action, state());
      LOG.debug("power action={} outcome={}", action, outcome);
      return outcome;
    } finally {
      current.compareAndSet(mine, null);
    }
  }

  /** Returns null on success, else the action that is running. A start only watched gives way. */
  private @Nullable RunningAction claim(RunningAction mine) {
    while (true) {
      RunningAction other = current.compareAndExchange(null, mine);
      if (other == null || (other.onlyWatching && current.compareAndSet(other, mine))) {
        return null;
      }
      if (!other.onlyWatching) {
        return other;
      }
    }
  }

  /** One action, from the request to its outcome. */
  private final class Attempt {
    private final RunningAction mine;
    private final ConsoleEvidence console;
    private final Duration limit;
    private final long start = System.nanoTime();

    Attempt(RunningAction mine, ConsoleEvidence console, Duration limit) {
      this.mine = mine;
      this.console = console;
      this.limit = limit;
    }

    PowerOutcome of(PowerAction action, PowerState before) {
      boolean off = before.power() == Power.OFF;
      return switch (action) {
        case ON ->
            before.power() == Power.ON
                ? new PowerOutcome.AlreadySo(before)
                : request(action, before);
        case OFF, SOFT -> off ? new PowerOutcome.AlreadySo(before) : request(action, before);
        case CYCLE -> request(off ? PowerAction.ON : action, before);
        case RESET, NMI ->
            off
                ? new PowerOutcome.Refused("the machine is off; " + action.word() + " needs it on")
                : request(action, before);
      };
    }

    private PowerOutcome request(PowerAction action, PowerState before) {
      if (closed) {
        return new PowerOutcome.Refused("this machine was removed");
      }
      long position = console.position();
      return switch (backend.request(action, before)) {
        case Backend.Answer.Refused(String why) -> new PowerOutcome.Refused(why);
        case Backend.Answer.Unreachable(String why) -> new PowerOutcome.Unreachable(why);
        case Backend.Answer.OffThenOn() -> offThenOn(before);
        case Backend.Answer.Accepted(Backend.Evidence evidence) -> {
          try (evidence) {
            yield watch(action, evidence, position);
          }
        }
      };
    }

    private PowerOutcome offThenOn(PowerState before) {
      PowerOutcome off = request(PowerAction.OFF, before);
      return off instanceof PowerOutcome.Seen
          ? request(PowerAction.ON, PowerState.of(Power.OFF))
          : off;
    }

    private PowerOutcome watch(PowerAction action, Backend.Evidence evidence, long position) {
      while (true) {
        Backend.Observation observation = evidence.check();
        if (observation instanceof Backend.Observation.Done(String what)) {
          return new PowerOutcome.Seen(what, elapsed());
        }
        if (observation instanceof Backend.Observation.Failed(String why)) {
          return new PowerOutcome.Failed(StartupCheck.withAdvice(backend, why));
        }
        if (mayStart(action)) {
          Optional<String> panic = StartupCheck.panic(backend, console, position);
          if (panic.isPresent()) {
            return panicked(panic.get());
          }
          Optional<String> start = startSeen(observation, position);
          if (start.isPresent()) {
            return watchStart(start.get(), position);
          }
        }
        if (action == PowerAction.NMI && consoleShowsNmi(position)) {
          return new PowerOutcome.Seen("the console shows it", elapsed());
        }
        Duration most =
            observation instanceof Backend.Observation.Unobservable
                ? limitIfUnobservable(action)
                : limit;
        if (elapsed().compareTo(most) >= 0 || !pause()) {
          return new PowerOutcome.NotSeen(elapsed(), console.lastLines(LAST_LINES));
        }
      }
    }

    private Optional<String> startSeen(Backend.Observation observation, long position) {
      if (observation instanceof Backend.Observation.Starting(String evidence)) {
        return Optional.of(evidence);
      }
      return console.bootSince(position) ? Optional.of("boot text") : Optional.empty();
    }

    /** Counts as seen unless the start fails, also if time runs out or another action begins. */
    private PowerOutcome watchStart(String evidence, long position) {
      StartupCheck start = new StartupCheck(backend, console, position, System::nanoTime);
      mine.onlyWatching = true;
      while (elapsed().compareTo(limit) < 0) {
        StartupCheck.Verdict verdict = start.check();
        if (current.get() != mine || verdict instanceof StartupCheck.Verdict.Up) {
          break;
        }
        if (verdict instanceof StartupCheck.Verdict.Failed(String why)) {
          return panicked(why);
        }
        if (!pause()) {
          break;
        }
      }
      return new PowerOutcome.Seen(evidence, elapsed());
    }

    /**
     * Waits for a moment until the machine has stopped: a panic may end it, and it cannot be
     * started again before.
     */
    private PowerOutcome panicked(String why) {
      long end = System.nanoTime() + END_LIMIT.toNanos();
      while (backend.stopped().isEmpty() && System.nanoTime() < end && pause()) {}
      return new PowerOutcome.Failed(why);
    }

    private boolean consoleShowsNmi(long position) {
      return console.position() > position && console.lastLines(LAST_LINES).contains("NMI");
    }

    /** The console shows a start. For the other actions there is nothing to wait for. */
    private Duration limitIfUnobservable(PowerAction action) {
      if (mayStart(action) && action != PowerAction.SOFT) {
        return limit;
      }
      return limit.compareTo(UNOBSERVABLE_LIMIT) < 0 ? limit : UNOBSERVABLE_LIMIT;
    }

    /** Whether the machine can start during the action. A guest may restart instead of halting. */
    private boolean mayStart(PowerAction action) {
      return switch (action) {
        case ON, CYCLE, RESET, SOFT -> true;
        case OFF, NMI -> false;
      };
    }

    private Duration elapsed() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean pause() {
      try {
        Thread.sleep(CHECK_INTERVAL);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
