package postern.gateway.command;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.gateway.house.LiveMachine;
import postern.gateway.house.Trial;
import postern.mux.Console;
import postern.mux.ConsoleStatus;
import postern.mux.LineState;
import postern.mux.Participant;
import postern.power.PowerState;

/** {@code status}: this machine now. */
final class StatusVerb implements Verb<AtMachine> {
  static final String[] COLUMNS = {
    "machine",
    "power",
    "since",
    "reason",
    "console",
    "keyboard",
    "watchers",
    "last_output",
    "profile",
    "try"
  };

  @Override
  public String name() {
    return "status";
  }

  @Override
  public String usage() {
    return "[--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "power, console, who has the keyboard, age of the last output";
  }

  @Override
  public int run(AtMachine at, Words words, Out out) {
    Listing list = Listing.of(words, out, COLUMNS);
    words.rest(0, 0);
    list.begin();
    list.row(row(at.name(), at.machine(), at.console(), at.machine().powerNow()));
    list.end();
    return 0;
  }

  static @Nullable Object[] row(
      String name, LiveMachine machine, Console console, PowerState power) {
    ConsoleStatus status = console.status();
    Optional<String> down =
        status.line() instanceof LineState.Down d ? Optional.of(d.why()) : Optional.empty();
    return new @Nullable Object[] {
      name,
      power.power().word(),
      power.since().orElse(null),
      reason(power, down).orElse(null),
      down.isEmpty() ? "up" : "down",
      status.keyboard().map(Participant::name).orElse(null),
      status.participants().size() - (status.keyboard().isPresent() ? 1 : 0),
      status.lastOutput().orElse(null),
      machine.profile().orElse(null),
      machine.trial().map(Trial::due).orElse(null),
    };
  }

  /** A console is down because its machine is off, and not the other way round. */
  private static Optional<String> reason(PowerState power, Optional<String> down) {
    return power.power() == PowerState.Power.OFF
        ? power.reason().or(() -> down)
        : down.or(power::reason);
  }
}
