package postern.gateway.act;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.EventKind;
import postern.audit.MarkKind;
import postern.gateway.access.Actor;
import postern.gateway.config.PowerAddress;
import postern.gateway.machine.BootProfiles;
import postern.gateway.machine.LiveMachine;
import postern.gateway.machine.PowerOffState;
import postern.gateway.machine.ReconnectBoost;
import postern.gateway.machine.StoredState;
import postern.mux.ConsoleStatus;
import postern.mux.Notice;
import postern.mux.SizeSource;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;

/**
 * Performs every power action: checks the permission and whether somebody else types there, asks
 * the machine, writes the event, and tells everyone at the consoles.
 */
public final class Power {
  private static final Logger LOG = LoggerFactory.getLogger(Power.class);

  /** The action of a start together with the gateway. */
  private static final String AUTOSTART = "autostart";

  /** An action whose effect is not seen within this time counts as not seen. */
  public static final Duration LIMIT = Duration.ofMinutes(2);

  /** How long an action waits for room in the event log. */
  private static final Duration ROOM_WITHIN = Duration.ofSeconds(5);

  private static final Duration JUST_TYPED = Duration.ofMinutes(1);

  private final EventWriter events;
  private final PowerOffState powerOff;
  private final BootProfiles profiles;
  private final Clock clock;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  Power(EventWriter events, StoredState stored, Clock clock) {
    this.events = events;
    this.powerOff = stored.powerOff();
    this.profiles = stored.profiles();
    this.clock = clock;
  }

  /** Is called before each action, on the thread of the action. */
  @FunctionalInterface
  interface Listener {
    void acting(Actor actor, LiveMachine machine, String act);
  }

  void listen(Listener listener) {
    listeners.add(listener);
  }

  /**
   * An action as people ask for it.
   *
   * @param profile the boot profile; without one, a start is in the persistent profile
   * @param keep whether this profile becomes the persistent one
   */
  private record Request(PowerAction action, Optional<String> profile, boolean keep) {
    String word() {
      return profile.isPresent() ? "boot" : action.word();
    }

    String words() {
      return profile.map(p -> "boot " + p + (keep ? " (kept)" : "")).orElse("power " + word());
    }
  }

  /**
   * Starts the machine in that profile, or restarts it.
   *
   * @param profile one of the machine's profiles, or empty for the persistent one
   * @param keep whether later starts are in this profile, too
   */
  public PowerResult boot(
      Actor actor, LiveMachine machine, Optional<String> profile, boolean keep, boolean force) {
    String name = profile.orElseGet(() -> profiles.persistent(machine.entry()));
    return act(
        actor, machine, new Request(PowerAction.CYCLE, Optional.of(name), keep), force, LIMIT);
  }

  /** Returns the boot profile of every start that does not name another. */
  public String persistentProfile(LiveMachine machine) {
    return profiles.persistent(machine.entry());
  }

  /**
   * Performs an action and waits until its effect is seen. Blocks for up to {@link #LIMIT}.
   *
   * @param force whether to go on although somebody else typed there within the last minute
   */
  public PowerResult act(Actor actor, LiveMachine machine, PowerAction action, boolean force) {
    return act(actor, machine, action, force, LIMIT);
  }

  PowerResult act(
      Actor actor, LiveMachine machine, PowerAction action, boolean force, Duration limit) {
    return act(actor, machine, new Request(action, Optional.empty(), false), force, limit);
  }

  private PowerResult act(
      Actor actor, LiveMachine machine, Request request, boolean force, Duration limit) {
    if (!events.awaitRoom(ROOM_WITHIN)) {
      return new PowerResult.NotRecorded();
    }
    Optional<PowerResult> refused = refusal(actor, machine, force);
    if (refused.isPresent()) {
      record(actor, machine, request, refused.get());
      return refused.get();
    }
    markBegin(actor, machine, request);
    listeners.forEach(listener -> listener.acting(actor, machine, request.words()));
    tell(machine, actor.person() + ": " + request.words());
    PowerOutcome outcome;
    try (ReconnectBoost boost = new ReconnectBoost(machine)) {
      outcome = perform(machine, request, limit);
    }
    started(machine, request.action(), outcome);
    machine.powerNow();
    forgets(machine, request.action(), outcome);
    remember(machine, request, outcome);
    PowerResult result = new PowerResult.Done(outcome);
    record(actor, machine, request, result);
    tell(machine, request.words() + ": " + PowerText.line(result));
    return result;
  }

  /** Remembers for {@code status} whether the machine was switched or its start failed. */
  private static void started(LiveMachine machine, PowerAction action, PowerOutcome outcome) {
    boolean starts = action == PowerAction.ON || action == PowerAction.CYCLE;
    switch (outcome) {
      case PowerOutcome.Seen s when action != PowerAction.NMI -> machine.switched();
      case PowerOutcome.Failed f ->
          machine.startFailed(PowerText.line(new PowerResult.Done(outcome)));
      case PowerOutcome.Refused r when starts ->
          machine.startFailed(PowerText.line(new PowerResult.Done(outcome)));
      default -> {}
    }
  }

  private PowerOutcome perform(LiveMachine machine, Request request, Duration limit) {
    Machine backend = machine.power().orElseThrow();
    boolean starts = request.action() == PowerAction.ON || request.action() == PowerAction.CYCLE;
    String profile = request.profile().orElseGet(() -> profiles.persistent(machine.entry()));
    Optional<MachineAddress> address = machine.entry().startedIn(profile);
    return starts && address.isPresent()
        ? backend.startAs(address.get(), request.action(), machine.evidence(), limit)
        : backend.perform(request.action(), machine.evidence(), limit);
  }

  /** Switches softly off and on again. A machine that restarts by itself is not switched on. */
  public PowerResult reboot(Actor actor, LiveMachine machine, boolean force, Duration patience) {
    if (machine.power().isPresent() && machine.powerNow().power() == PowerState.Power.OFF) {
      return act(actor, machine, PowerAction.ON, force);
    }
    PowerResult soft = act(actor, machine, PowerAction.SOFT, force, patience);
    boolean off = machine.power().isPresent() && machine.powerNow().power() == PowerState.Power.OFF;
    return off ? act(actor, machine, PowerAction.ON, true) : soft;
  }

  private Optional<PowerResult> refusal(Actor actor, LiveMachine machine, boolean force) {
    if (!actor.mayType()) {
      return Optional.of(new PowerResult.NotPermitted());
    }
    if (!switches(machine)) {
      return Optional.of(new PowerResult.NoPower());
    }
    if (force) {
      return Optional.empty();
    }
    return machine.consoles().values().stream()
        .map(console -> console.status().lastTyped())
        .flatMap(Optional::stream)
        .filter(typed -> !typed.by().name().equals(actor.person()))
        .filter(typed -> secondsSince(typed) < JUST_TYPED.toSeconds())
        .findFirst()
        .map(typed -> new PowerResult.SomeoneTypes(typed.by(), secondsSince(typed)));
  }

  /** Returns whether people can switch this machine's power. */
  boolean switches(LiveMachine machine) {
    return machine.power().isPresent()
        && machine.entry().power().filter(PowerAddress::withheld).isEmpty();
  }

  private long secondsSince(ConsoleStatus.Typed typed) {
    return Duration.between(typed.at(), clock.instant()).toSeconds();
  }

  /** Marks in the recordings where the action began, since another boot may follow. */
  private static void markBegin(Actor actor, LiveMachine machine, Request request) {
    if (request.action() != PowerAction.NMI) {
      String words = request.words() + " by " + actor.person();
      machine.ports().values().forEach(p -> p.recording().mark(MarkKind.POWER_BEGUN, words));
    }
  }

  private void remember(LiveMachine machine, Request request, PowerOutcome outcome) {
    boolean seen = outcome instanceof PowerOutcome.Seen;
    boolean stays =
        outcome instanceof PowerOutcome.Failed
            && machine.powerSeen().power() != PowerState.Power.OFF;
    if (seen || stays || outcome instanceof PowerOutcome.NotSeen) {
      request
          .profile()
          .filter(p -> request.keep() && !stays)
          .ifPresent(p -> profiles.persist(machine.entry(), p));
      switch (request.action()) {
        case ON, CYCLE ->
            profiles.startedIn(
                machine.entry(),
                request.profile().orElseGet(() -> profiles.persistent(machine.entry())));
        case OFF -> profiles.ended(machine.entry());
        case SOFT, RESET, NMI -> {}
      }
    }
    if (seen || outcome instanceof PowerOutcome.AlreadySo) {
      switch (request.action()) {
        case OFF, SOFT -> powerOff.leaveOff(machine.entry());
        case ON, CYCLE, RESET -> powerOff.forget(machine.entry());
        case NMI -> {}
      }
    }
  }

  /** After an action nobody is logged in, and the machine's terminal has no size any more. */
  private static void forgets(LiveMachine machine, PowerAction action, PowerOutcome outcome) {
    boolean switched =
        outcome instanceof PowerOutcome.Seen || outcome instanceof PowerOutcome.Failed;
    if (switched && action != PowerAction.NMI) {
      machine
          .consoles()
          .values()
          .forEach(console -> {
            console.loggedOut("power " + action.word());
            console.forgetSize(SizeSource.TOLD);
          });
    }
  }

  /**
   * Starts a machine together with the gateway if it is off, on a thread of its own. A failure is
   * shown at its consoles.
   */
  void autostart(LiveMachine machine) {
    Thread.ofVirtual()
        .name("autostart " + machine.entry().fullName())
        .start(() -> {
          if (machine.power().isPresent() && machine.powerNow().power() == PowerState.Power.OFF) {
            startWithGateway(machine);
          }
        });
  }

  private void startWithGateway(LiveMachine machine) {
    Request start = new Request(PowerAction.ON, Optional.empty(), false);
    profiles.startedIn(machine.entry(), profiles.persistent(machine.entry()));
    PowerOutcome outcome;
    try (ReconnectBoost boost = new ReconnectBoost(machine)) {
      outcome = perform(machine, start, LIMIT);
    }
    started(machine, PowerAction.ON, outcome);
    machine.powerNow();
    PowerResult result = new PowerResult.Done(outcome);
    String line = PowerText.line(result);
    EventFields about =
        EventFields.of(machine.entry())
            .with(EventField.ACTION, AUTOSTART)
            .with(EventField.REASON, line);
    events.event(EventKind.POWER, PowerText.outcome(result), about);
    if (PowerText.exit(result) == ExitCode.OK) {
      LOG.info("autostart machine={} outcome={}", machine.entry().fullName(), line);
    } else {
      LOG.warn("autostart machine={} outcome={}", machine.entry().fullName(), line);
      tell(machine, AUTOSTART + ": " + line);
    }
  }

  private static void tell(LiveMachine machine, String line) {
    machine.consoles().values().forEach(console -> console.tell(new Notice.Text(line)));
  }

  private void record(Actor actor, LiveMachine machine, Request request, PowerResult result) {
    EventFields about =
        EventFields.of(machine.entry())
            .with(EventField.ACTION, request.word())
            .withIfAny(EventField.PROFILE, request.profile().orElse(""))
            .with(EventField.REASON, PowerText.line(result));
    events.always(EventKind.POWER, PowerText.outcome(result), actor, about);
    machine
        .ports()
        .values()
        .forEach(
            p -> p.recording().mark(MarkKind.POWER, request.words() + " by " + actor.person()));
  }
}
