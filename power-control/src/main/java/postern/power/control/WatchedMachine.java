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

/** A machine of any kind: one act at a time, and done only when it was seen. */
final class WatchedMachine implements Machine {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedMachine.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  /** How long the console is watched where the backend itself will never show anything. */
  private static final Duration BLIND = Duration.ofSeconds(10);

  private static final Duration ENDS = Duration.ofSeconds(2);

  private static final int LAST_LINES = 10;

  /** An act under way. */
  private static final class Act {
    final PowerAction action;
    final Instant since;

    /** It is done as far as the backend goes; its first seconds are watched. */
    volatile boolean watching;

    Act(PowerAction action, Instant since) {
      this.action = action;
      this.since = since;
    }
  }

  private final Function<MachineAddress, Backend> backends;
  private final Clock clock;
  private final AtomicReference<@Nullable Act> current = new AtomicReference<>();
  private final AtomicReference<@Nullable PowerState> lastSeen = new AtomicReference<>();

  /** Replaced only by whoever has {@link #current}, when the machine is to start otherwise. */
  private volatile Backend backend;

  /** An act under way begins nothing more: the machine may be somebody else's by now. */
  private volatile boolean closed;

  WatchedMachine(MachineAddress address, Function<MachineAddress, Backend> backends, Clock clock) {
    this.backends = backends;
    this.backend = backends.apply(address);
    this.clock = clock;
  }

  @Override
  public PowerState state() {
    PowerState now = backend.state();
    if (now.since().isPresent() || now.power() == Power.UNKNOWN) {
      return now;
    }
    PowerState kept =
        lastSeen.updateAndGet(last ->
            last != null && last.power() == now.power()
                ? last
                : new PowerState(now.power(), Optional.of(clock.instant()), Optional.empty()));
    return new PowerState(
        now.power(), kept == null ? Optional.empty() : kept.since(), now.reason());
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
    backend.close();
  }

  @Override
  public PowerOutcome act(PowerAction action, ConsoleEvidence console, Duration limit) {
    return act(action, () -> {}, console, limit);
  }

  @Override
  public PowerOutcome startAs(
      MachineAddress address, PowerAction action, ConsoleEvidence console, Duration limit) {
    return act(action, () -> become(address), console, limit);
  }

  private void become(MachineAddress address) {
    Backend before = backend;
    backend = backends.apply(address);
    before.close();
  }

  private PowerOutcome act(
      PowerAction action, Runnable first, ConsoleEvidence console, Duration limit) {
    if (!backend.actions().contains(action)) {
      return new PowerOutcome.Refused("this machine's power has no " + action.word());
    }
    Act mine = new Act(action, clock.instant());
    Act other = take(mine);
    if (other != null) {
      long seconds = Duration.between(other.since, clock.instant()).toSeconds();
      return new PowerOutcome.Busy(other.action.word() + ", begun " + seconds + " s ago");
    }
    try {
      first.run();
      PowerOutcome outcome = new Attempt(mine, console, limit).of(action, state());
      LOG.debug("power act action={} outcome={}", action, outcome);
      return outcome;
    } finally {
      current.compareAndSet(mine, null);
    }
  }

  /** Empty when it is ours now. A start that is only watched still gives way to the next act. */
  private @Nullable Act take(Act mine) {
    while (true) {
      Act other = current.compareAndExchange(null, mine);
      if (other == null || (other.watching && current.compareAndSet(other, mine))) {
        return null;
      }
      if (!other.watching) {
        return other;
      }
    }
  }

  /** One act, from asking to its outcome. */
  private final class Attempt {
    private final Act mine;
    private final ConsoleEvidence console;
    private final Duration limit;
    private final long start = System.nanoTime();

    Attempt(Act mine, ConsoleEvidence console, Duration limit) {
      this.mine = mine;
      this.console = console;
      this.limit = limit;
    }

    PowerOutcome of(PowerAction action, PowerState before) {
      boolean off = before.power() == Power.OFF;
      return switch (action) {
        case ON ->
            before.power() == Power.ON ? new PowerOutcome.AlreadySo(before) : ask(action, before);
        case OFF, SOFT -> off ? new PowerOutcome.AlreadySo(before) : ask(action, before);
        case CYCLE -> ask(off ? PowerAction.ON : action, before);
        case RESET, NMI ->
            off
                ? new PowerOutcome.Refused("the machine is off; " + action.word() + " needs it on")
                : ask(action, before);
      };
    }

    private PowerOutcome ask(PowerAction action, PowerState before) {
      if (closed) {
        return new PowerOutcome.Refused("this machine was removed");
      }
      long point = console.here();
      return switch (backend.begin(action, before)) {
        case Backend.Answer.Refused(String why) -> new PowerOutcome.Refused(why);
        case Backend.Answer.Unreachable(String why) -> new PowerOutcome.Unreachable(why);
        case Backend.Answer.ByOffAndOn() -> offAndOn(before);
        case Backend.Answer.Taken(Backend.Evidence evidence) -> {
          try (evidence) {
            yield watch(action, evidence, point);
          }
        }
      };
    }

    private PowerOutcome offAndOn(PowerState before) {
      PowerOutcome off = ask(PowerAction.OFF, before);
      return off instanceof PowerOutcome.Seen ? ask(PowerAction.ON, PowerState.of(Power.OFF)) : off;
    }

    private PowerOutcome watch(PowerAction action, Backend.Evidence evidence, long point) {
      while (true) {
        Backend.Sight sight = evidence.look();
        if (sight instanceof Backend.Sight.Done(String what)) {
          return new PowerOutcome.Seen(what, took());
        }
        if (sight instanceof Backend.Sight.Failed(String why)) {
          return new PowerOutcome.Failed(StartWatch.advised(backend, why));
        }
        if (startsAgain(action)) {
          Optional<String> panic = StartWatch.panic(backend, console, point);
          if (panic.isPresent()) {
            return panicked(panic.get());
          }
          Optional<String> start = start(sight, point);
          if (start.isPresent()) {
            return firstSeconds(start.get(), point);
          }
        }
        if (action == PowerAction.NMI && tellsOfNmi(point)) {
          return new PowerOutcome.Seen("the console tells of it", took());
        }
        Duration most = sight instanceof Backend.Sight.Blind ? blind(action) : limit;
        if (took().compareTo(most) >= 0 || !rest()) {
          return new PowerOutcome.NotSeen(took(), console.lastLines(LAST_LINES));
        }
      }
    }

    private Optional<String> start(Backend.Sight sight, long point) {
      if (sight instanceof Backend.Sight.Starts(String evidence)) {
        return Optional.of(evidence);
      }
      return console.bootSince(point) ? Optional.of("boot text") : Optional.empty();
    }

    /** Seen unless it fails now: also where there is no more time, or another act comes first. */
    private PowerOutcome firstSeconds(String evidence, long point) {
      StartWatch start = new StartWatch(backend, console, point, System::nanoTime);
      mine.watching = true;
      while (took().compareTo(limit) < 0) {
        StartWatch.Verdict verdict = start.look();
        if (current.get() != mine || verdict instanceof StartWatch.Verdict.Up) {
          break;
        }
        if (verdict instanceof StartWatch.Verdict.Failed(String why)) {
          return panicked(why);
        }
        if (!rest()) {
          break;
        }
      }
      return new PowerOutcome.Seen(evidence, took());
    }

    /** A panic may end the machine a moment later, and until then it could not be started again. */
    private PowerOutcome panicked(String why) {
      long end = System.nanoTime() + ENDS.toNanos();
      while (backend.stopped().isEmpty() && System.nanoTime() < end && rest()) {}
      return new PowerOutcome.Failed(why);
    }

    private boolean tellsOfNmi(long point) {
      return console.here() > point && console.lastLines(LAST_LINES).contains("NMI");
    }

    /** Only a start shows in the console; for the others there is nothing to wait for. */
    private Duration blind(PowerAction action) {
      if (startsAgain(action) && action != PowerAction.SOFT) {
        return limit;
      }
      return limit.compareTo(BLIND) < 0 ? limit : BLIND;
    }

    /** A soft shutdown may end in a restart if the guest is set up so. */
    private boolean startsAgain(PowerAction action) {
      return switch (action) {
        case ON, CYCLE, RESET, SOFT -> true;
        case OFF, NMI -> false;
      };
    }

    private Duration took() {
      return Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean rest() {
      try {
        Thread.sleep(BETWEEN_LOOKS);
        return true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
