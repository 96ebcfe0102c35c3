package postern.power.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;

/**
 * Power through the operator's own commands, which are run without a shell. The status command
 * prints {@code on}, {@code off}, {@code paused} or {@code unknown}, or exits with 0 (on) or 1
 * (off).
 */
public final class OperatorCommands implements Backend {
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);
  private static final Duration STATUS_LIMIT = Duration.ofSeconds(5);

  private final Map<PowerAction, List<String>> commands;
  private final Optional<List<String>> status;

  public OperatorCommands(Map<PowerAction, List<String>> commands, Optional<List<String>> status) {
    this.commands = Map.copyOf(commands);
    this.status = status.map(List::copyOf);
  }

  @Override
  public Set<PowerAction> actions() {
    Set<PowerAction> supported = EnumSet.noneOf(PowerAction.class);
    supported.addAll(commands.keySet());
    if (supported.contains(PowerAction.OFF) && supported.contains(PowerAction.ON)) {
      supported.add(PowerAction.CYCLE);
    }
    return supported;
  }

  @Override
  public PowerState state() {
    if (status.isEmpty()) {
      return PowerState.unknown("no status command is configured");
    }
    return switch (Program.run(status.get(), STATUS_LIMIT)) {
      case Program.Ended ended -> read(ended);
      case Program.TooLong(Duration limit) ->
          PowerState.unknown("the status command took longer than " + limit.toSeconds() + " s");
      case Program.NotStarted(String why) -> PowerState.unknown(why);
    };
  }

  private static PowerState read(Program.Ended ended) {
    return switch (ended.firstWord().toLowerCase(Locale.ROOT)) {
      case "on" -> PowerState.of(Power.ON);
      case "off" -> PowerState.of(Power.OFF);
      case "paused" -> PowerState.of(Power.PAUSED);
      case "unknown" -> PowerState.unknown("the status command reports unknown");
      default ->
          switch (ended.code()) {
            case 0 -> PowerState.of(Power.ON);
            case 1 -> PowerState.of(Power.OFF);
            default -> PowerState.unknown("the status command failed, " + ended.failure());
          };
    };
  }

  @Override
  public Answer request(PowerAction action, PowerState before) {
    List<String> command = commands.get(action);
    if (command == null) {
      return new Answer.OffThenOn();
    }
    return switch (Program.run(command, COMMAND_LIMIT)) {
      case Program.Ended ended when ended.code() == 0 ->
          new Answer.Accepted(Evidence.of(() -> check(action)));
      case Program.Ended ended -> new Answer.Refused(name(command) + " failed, " + ended.failure());
      case Program.TooLong(Duration limit) ->
          new Answer.Unreachable(name(command) + " took longer than " + limit.toSeconds() + " s");
      case Program.NotStarted(String why) -> new Answer.Unreachable(why);
    };
  }

  private Observation check(PowerAction action) {
    return switch (action) {
      case ON -> reached(Power.ON, new Observation.Starting("state is on"));
      case OFF, SOFT -> reached(Power.OFF, new Observation.Done("state is off"));
      // The machine is on before and after these, so only the console can show them.
      case CYCLE, RESET, NMI -> new Observation.Unobservable();
    };
  }

  private Observation reached(Power wanted, Observation then) {
    if (status.isEmpty()) {
      return new Observation.Unobservable();
    }
    return state().power() == wanted ? then : new Observation.Pending();
  }

  @Override
  public Optional<String> stopped() {
    return state().whyOff();
  }

  @Override
  public Duration settlingTime() {
    return Duration.ofSeconds(3);
  }

  @Override
  public Optional<String> advice(String failure) {
    return Optional.empty();
  }

  @Override
  public Optional<String> sendBreak() {
    return Optional.of("this machine's backend has no break");
  }

  @Override
  public Optional<String> sendSysRq(char key) {
    return Optional.of("this machine's backend has no SysRq");
  }

  @Override
  public long bytesLost() {
    return 0;
  }

  private static String name(List<String> command) {
    return String.valueOf(Path.of(command.getFirst()).getFileName());
  }
}
