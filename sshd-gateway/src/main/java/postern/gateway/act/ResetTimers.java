package postern.gateway.act;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.access.Actor;
import postern.gateway.machine.ArmedReset;
import postern.gateway.machine.ArmedResetFiles;
import postern.gateway.machine.LiveMachine;
import postern.gateway.machine.Machines;
import postern.mux.Notice;
import postern.power.Machine;
import postern.power.PowerAction;

/**
 * Dead man's switches: a machine is reset at a set time unless somebody who may type there says
 * keep, or it boots before. There is at most one for each machine. They are stored in files, so
 * that they survive the gateway.
 */
public final class ResetTimers implements AutoCloseable {
  /** The shortest time. A shorter one would leave no time to say keep. */
  public static final Duration LEAST = Duration.ofSeconds(10);

  public static final Duration MOST = Duration.ofDays(1);

  private static final Logger log = LoggerFactory.getLogger(ResetTimers.class);
  private static final Duration TOO_LATE = Duration.ofMinutes(10);

  /**
   * How long nothing is reset after a start of the gateway, so that people can log in and a boot
   * can be seen.
   */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final List<Duration> WARNINGS =
      List.of(Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofSeconds(10));
  private static final long LOOK_MILLIS = 250;

  private final ConcurrentMap<String, Armed> armed = new ConcurrentHashMap<>();

  /** Held during file I/O, so that {@link #armed} and the files change together. */
  private final ReentrantLock changing = new ReentrantLock();

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Machines machines;
  private final Power power;
  private final EventWriter events;
  private final ArmedResetFiles files;
  private final Clock clock;

  ResetTimers(
      Machines machines, Power power, EventWriter events, ArmedResetFiles files, Clock clock) {
    this.machines = machines;
    this.power = power;
    this.events = events;
    this.files = files;
    this.clock = clock;
    power.listen((actor, machine, act) -> acting(machine, actor.person() + ": " + act));
  }

  /** The outcome of {@link #arm}. */
  public sealed interface Answer {
    record Armed(ArmedReset reset) implements Answer {}

    /** A reset is armed already. */
    record Already(ArmedReset reset) implements Answer {}

    /** This person may only watch. */
    record NotPermitted() implements Answer {}

    /** This machine cannot be reset here, or the reset could not be stored. */
    record Cannot(String why) implements Answer {}
  }

  /** An armed reset. A boot behind {@code point} of the console's output calls it off. */
  private static final class Armed {
    final LiveMachine machine;
    final ArmedReset reset;
    final Instant notBefore;
    final long point;
    volatile Duration told;
    volatile boolean over;

    Armed(LiveMachine machine, ArmedReset reset, Instant notBefore, long point) {
      this.machine = machine;
      this.reset = reset;
      this.notBefore = notBefore;
      this.told = Duration.between(notBefore, reset.due());
      this.point = point;
    }
  }

  /** Arms a reset that is due in this time. */
  public Answer arm(Actor actor, LiveMachine machine, Duration in) {
    if (!actor.mayType()) {
      return new Answer.NotPermitted();
    }
    Optional<PowerAction> act = power.switches(machine) ? resetting(machine) : Optional.empty();
    if (act.isEmpty()) {
      return new Answer.Cannot("this machine cannot be reset here");
    }
    Instant now = clock.instant();
    ArmedReset reset = new ArmedReset(actor, now, now.plus(in));
    Armed fresh = new Armed(machine, reset, now, machine.evidence().position());
    changing.lock();
    try {
      Armed other = armed.get(machine.entry().fullName());
      if (other != null) {
        return new Answer.Already(other.reset);
      }
      files.write(machine.entry(), reset);
      armed.put(machine.entry().fullName(), fresh);
      machine.armedReset(reset);
    } catch (IOException e) {
      return new Answer.Cannot("it could not be written down: " + e.getMessage());
    } finally {
      changing.unlock();
    }
    event("armed", Outcome.OK, fresh, actor, "");
    tell(machine, actor.person() + " tries something: reset in " + span(in) + unless());
    watch(fresh);
    return new Answer.Armed(reset);
  }

  /** The outcome of {@link #keep}. */
  public enum Kept {
    /** The reset was called off. */
    KEPT,
    /** No reset is armed. */
    NOT_ARMED,
    /** This person may only watch. */
    NOT_PERMITTED
  }

  /** Calls the reset off. */
  public Kept keep(Actor actor, LiveMachine machine) {
    if (!actor.mayType()) {
      return Kept.NOT_PERMITTED;
    }
    Armed one = armed.get(machine.entry().fullName());
    if (one == null || !end(one)) {
      return Kept.NOT_ARMED;
    }
    event("kept", Outcome.OK, one, actor, "");
    tell(machine, actor.person() + ": kept; the reset is called off");
    return Kept.KEPT;
  }

  /** Arms the resets that were armed when the last gateway ended. Call once, after the machines. */
  void resume() {
    for (LiveMachine machine : machines.all()) {
      Optional<ArmedReset> left = files.read(machine.entry());
      if (left.isEmpty()) {
        continue;
      }
      long point = machine.console().firstOffset();
      Armed one = new Armed(machine, left.get(), clock.instant().plus(GRACE), point);
      if (armed.putIfAbsent(machine.entry().fullName(), one) == null) {
        machine.armedReset(one.reset);
        tell(machine, "a reset is armed for " + one.reset.due() + unless());
        watch(one);
      }
    }
  }

  private void watch(Armed one) {
    Thread.ofVirtual()
        .name("try " + one.machine.entry().fullName())
        .start(() -> {
          try {
            while (!one.over && !closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
              look(one);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Checks all armed resets now. */
  void look() {
    armed.values().forEach(this::look);
  }

  private void look(Armed one) {
    Instant now = clock.instant();
    Duration left = Duration.between(now, one.reset.due());
    if (machines.machine(one.machine.entry()).filter(m -> m == one.machine).isEmpty()) {
      cancel(one, "the machine was removed");
    } else if (one.machine.evidence().bootSince(one.point)) {
      cancel(one, "a boot was seen");
    } else if (left.plus(TOO_LATE).isNegative()) {
      cancel(one, "it is more than " + TOO_LATE.toMinutes() + " min overdue; nothing was reset");
    } else if (left.isPositive()) {
      warn(one, left);
    } else if (!now.isBefore(one.notBefore)) {
      fire(one);
    }
  }

  private void warn(Armed one, Duration left) {
    Optional<Duration> due =
        WARNINGS.stream()
            .filter(w -> left.compareTo(w) <= 0 && one.told.compareTo(w) > 0)
            .reduce((longer, shorter) -> shorter);
    due.ifPresent(w -> {
      one.told = w;
      tell(one.machine, "reset in " + span(w) + unless());
    });
  }

  private void fire(Armed one) {
    if (!end(one)) {
      return;
    }
    LiveMachine machine = one.machine;
    tell(machine, "nobody said keep in time: resetting");
    PowerAction act = resetting(machine).orElse(PowerAction.RESET);
    PowerResult result = power.act(one.reset.by(), machine, act, true);
    event("fired", PowerText.outcome(result), one, one.reset.by(), PowerText.line(result));
  }

  private void acting(LiveMachine machine, String act) {
    Armed one = armed.get(machine.entry().fullName());
    if (one != null) {
      cancel(one, act);
    }
  }

  private void cancel(Armed one, String why) {
    if (end(one)) {
      event("cancelled", Outcome.OK, one, one.reset.by(), why);
      tell(one.machine, "the armed reset is called off: " + why);
    }
  }

  /** Disarms it. Returns false if another thread has done so. */
  private boolean end(Armed one) {
    changing.lock();
    try {
      if (!armed.remove(one.machine.entry().fullName(), one)) {
        return false;
      }
      one.over = true;
      one.machine.armedReset(null);
      files.forget(one.machine.entry());
      return true;
    } finally {
      changing.unlock();
    }
  }

  private static Optional<PowerAction> resetting(LiveMachine machine) {
    var can = machine.power().map(Machine::actions).orElse(java.util.Set.of());
    return List.of(PowerAction.RESET, PowerAction.CYCLE).stream().filter(can::contains).findFirst();
  }

  private static void tell(LiveMachine machine, String line) {
    machine.consoles().values().forEach(console -> console.tell(new Notice.Text(line)));
  }

  private static String unless() {
    return " unless someone says `keep`";
  }

  private static String span(Duration time) {
    return time.toSeconds() % 60 == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }

  private void event(String action, Outcome outcome, Armed one, Actor actor, String why) {
    EventFields about =
        EventFields.of(one.machine.entry())
            .with(EventField.ACTION, action)
            .with(EventField.DUE, one.reset.due().toString())
            .withIfAny(EventField.REASON, why);
    events.always(EventKind.TRY, outcome, actor, about);
    log.debug("try machine={} action={} why={}", one.machine.entry().fullName(), action, why);
  }

  /** Stops checking. The armed resets stay in their files for the next gateway. */
  @Override
  public void close() {
    closed.countDown();
  }
}
