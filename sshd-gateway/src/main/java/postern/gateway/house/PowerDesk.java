package postern.gateway.house;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import postern.audit.AuditStore;
import postern.gateway.fleet.PowerAddress;
import postern.gateway.history.History;
import postern.mux.ConsoleStatus;
import postern.mux.Notice;
import postern.power.Machine;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;

/**
 * Every power act goes through here: permission, who types there, the deed, its event, who is told.
 */
public final class PowerDesk {
  /** An act counts as not seen after this. */
  public static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration JUST_TYPED = Duration.ofMinutes(1);

  private final AuditStore audit;
  private final OffMarks offMarks;
  private final Clock clock;

  PowerDesk(AuditStore audit, OffMarks offMarks, Clock clock) {
    this.audit = audit;
    this.offMarks = offMarks;
    this.clock = clock;
  }

  /**
   * Does it and waits until it was seen. Blocks up to {@link #LIMIT}.
   *
   * @param force goes on although somebody else typed there within the last minute
   */
  public PowerResult act(Actor actor, LiveMachine machine, PowerAction action, boolean force) {
    return act(actor, machine, action, force, LIMIT);
  }

  PowerResult act(
      Actor actor, LiveMachine machine, PowerAction action, boolean force, Duration limit) {
    Optional<PowerResult> refused = refusal(actor, machine, force);
    if (refused.isPresent()) {
      record(actor, machine, action, refused.get());
      return refused.get();
    }
    Machine backend = machine.power().orElseThrow();
    begun(actor, machine, action);
    tell(machine, actor.person() + ": power " + action.word());
    PowerOutcome outcome;
    try (LineNudge nudge = new LineNudge(machine)) {
      outcome = backend.act(action, machine.evidence(), limit);
    }
    machine.powerNow();
    loggedOut(machine, action, outcome);
    remember(machine, action, outcome);
    PowerResult result = new PowerResult.Done(outcome);
    record(actor, machine, action, result);
    tell(machine, "power " + action.word() + ": " + PowerWords.line(result));
    return result;
  }

  /** Soft, and on again once off; a machine that starts by itself after soft is done as well. */
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
    boolean withheld = machine.entry().power().filter(PowerAddress::withheld).isPresent();
    if (machine.power().isEmpty() || withheld) {
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

  private long secondsSince(ConsoleStatus.Typed typed) {
    return Duration.between(typed.at(), clock.instant()).toSeconds();
  }

  /** In the recordings at the place where it began: what follows may be another boot. */
  private static void begun(Actor actor, LiveMachine machine, PowerAction action) {
    if (action != PowerAction.NMI) {
      String words = action.word() + " by " + actor.person();
      machine.ports().values().forEach(p -> p.recording().mark(History.ACT_BEGUN, words));
    }
  }

  private void remember(LiveMachine machine, PowerAction action, PowerOutcome outcome) {
    if (outcome instanceof PowerOutcome.Seen || outcome instanceof PowerOutcome.AlreadySo) {
      switch (action) {
        case OFF, SOFT -> offMarks.leaveOff(machine.entry());
        case ON, CYCLE, RESET -> offMarks.forget(machine.entry());
        case NMI -> {}
      }
    }
  }

  /** Nobody is logged in any more on a machine that was switched. */
  private static void loggedOut(LiveMachine machine, PowerAction action, PowerOutcome outcome) {
    if (outcome instanceof PowerOutcome.Seen && action != PowerAction.NMI) {
      machine.consoles().values().forEach(c -> c.loggedOut("power " + action.word()));
    }
  }

  private static void tell(LiveMachine machine, String line) {
    machine.consoles().values().forEach(console -> console.tell(new Notice.Text(line)));
  }

  private void record(Actor actor, LiveMachine machine, PowerAction action, PowerResult result) {
    Map<String, String> about = new TreeMap<>(actor.about());
    about.put("tenant", machine.entry().tenant());
    about.put("machine", machine.entry().name());
    about.put("action", action.word());
    about.put("reason", PowerWords.line(result));
    audit.event("power", PowerWords.outcome(result), about);
    machine
        .ports()
        .values()
        .forEach(p -> p.recording().mark("power", action.word() + " by " + actor.person()));
  }
}
