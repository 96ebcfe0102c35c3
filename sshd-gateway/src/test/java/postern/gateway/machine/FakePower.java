package postern.gateway.machine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import postern.power.ConsoleEvidence;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;

/** A power control that remembers what it was asked for and does it at once. */
public final class FakePower implements Machine {
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Queue<PowerOutcome> outcomes = new ArrayDeque<>();
  private volatile PowerState.Power state = PowerState.Power.ON;
  private volatile Optional<String> breakRefusal = Optional.empty();

  /** Replaces the power control of a live machine. */
  public static FakePower install(LiveMachine machine) {
    FakePower power = new FakePower();
    machine.power(power);
    return power;
  }

  /** Takes the power control away from a live machine. */
  public static void remove(LiveMachine machine) {
    machine.power(null);
  }

  /** The next action has this outcome, and changes nothing. */
  public void answerNext(PowerOutcome outcome) {
    outcomes.add(outcome);
  }

  public void state(PowerState.Power now) {
    state = now;
  }

  /** Breaks and SysRq are refused for this reason from now on. */
  public void refuseBreaks(String why) {
    breakRefusal = Optional.of(why);
  }

  /** Everything it was asked for, in order: {@code off}, {@code break}, {@code sysrq b}. */
  public List<String> requests() {
    return requests;
  }

  @Override
  public PowerState state() {
    return PowerState.of(state);
  }

  @Override
  public Set<PowerAction> actions() {
    return EnumSet.allOf(PowerAction.class);
  }

  @Override
  public PowerOutcome perform(PowerAction action, ConsoleEvidence console, Duration limit) {
    return done(action, action.word());
  }

  @Override
  public PowerOutcome startAs(
      MachineAddress address, PowerAction action, ConsoleEvidence console, Duration limit) {
    return done(action, action.word() + " as " + address);
  }

  private PowerOutcome done(PowerAction action, String request) {
    requests.add(request);
    PowerOutcome outcome = outcomes.poll();
    if (outcome != null) {
      return outcome;
    }
    state =
        switch (action) {
          case OFF, SOFT -> PowerState.Power.OFF;
          case ON, CYCLE, RESET, NMI -> PowerState.Power.ON;
        };
    return new PowerOutcome.Seen("state is " + state.word(), Duration.ofSeconds(1));
  }

  @Override
  public Optional<String> sendBreak() {
    requests.add("break");
    return breakRefusal;
  }

  @Override
  public Optional<String> sendSysRq(char key) {
    requests.add("sysrq " + key);
    return breakRefusal;
  }

  @Override
  public long bytesLost() {
    return 0;
  }

  @Override
  public void close() {
    state = PowerState.Power.UNKNOWN;
  }
}
