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
 * Power by the operator's own programs, run without a shell. The state program prints {@code on},
 * {@code off}, {@code paused} or {@code unknown}, or says it by exit code 0 (on) or 1 (off).
 */
public final class OperatorCommands implements Backend {
  private static final Duration FOR_AN_ACT = Duration.ofSeconds(30);
  private static final Duration FOR_STATE = Duration.ofSeconds(5);

  private final Map<PowerAction, List<String>> commands;
  private final Optional<List<String>> status;

  public OperatorCommands(Map<PowerAction, List<String>> commands, Optional<List<String>> status) {
    this.commands = Map.copyOf(commands);
    this.status = status.map(List::copyOf);
  }

  @Override
  public Set<PowerAction> actions() {
    Set<PowerAction> able = EnumSet.noneOf(PowerAction.class);
    able.addAll(commands.keySet());
    if (able.contains(PowerAction.OFF) && able.contains(PowerAction.ON)) {
      able.add(PowerAction.CYCLE);
    }
    return able;
  }

  @Override
  public PowerState state() {
    if (status.isEmpty()) {
      return PowerState.unknown("no status command is configured");
    }
    return switch (Program.run(status.get(), FOR_STATE)) {
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
      case "unknown" -> PowerState.unknown("the status command said unknown");
      default ->
          switch (ended.code()) {
            case 0 -> PowerState.of(Power.ON);
            case 1 -> PowerState.of(Power.OFF);
            default -> PowerState.unknown("the status command failed, " + ended.words());
          };
    };
  }

  @Override
  public Answer begin(PowerAction action, PowerState before) {
    List<String> command = commands.get(action);
    if (command == null) {
      return new Answer.ByOffAndOn();
    }
    return switch (Program.run(command, FOR_AN_ACT)) {
      case Program.Ended ended when ended.code() == 0 -> new Answer.Taken(() -> look(action));
      case Program.Ended ended -> new Answer.Refused(name(command) + " failed, " + ended.words());
      case Program.TooLong(Duration limit) ->
          new Answer.Unreachable(name(command) + " took longer than " + limit.toSeconds() + " s");
      case Program.NotStarted(String why) -> new Answer.Unreachable(why);
    };
  }

  private Sight look(PowerAction action) {
    return switch (action) {
      case ON -> reached(Power.ON, new Sight.Starts("state is on"));
      case OFF, SOFT -> reached(Power.OFF, new Sight.Done("state is off"));
      // That it is on afterwards proves nothing, it was on before: only the console can show it.
      case CYCLE, RESET, NMI -> new Sight.Blind();
    };
  }

  private Sight reached(Power wanted, Sight then) {
    if (status.isEmpty()) {
      return new Sight.Blind();
    }
    return state().power() == wanted ? then : new Sight.Nothing();
  }

  private static String name(List<String> command) {
    return String.valueOf(Path.of(command.getFirst()).getFileName());
  }
}
