package postern.gateway.tenant;

import java.time.Duration;
import java.util.List;
import postern.gateway.act.ResetTimers;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.UsageFault;
import postern.gateway.machine.ArmedReset;

/** {@code try 5m}: resets the machine then, unless somebody says {@code keep} before. */
final class TryCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "try";
  }

  @Override
  public String usage() {
    return "[5m] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "arms a reset unless `keep` is said in time; without a time, what is armed";
  }

  @Override
  public int run(MachineContext at, Arguments words, CommandOutput out) {
    ListWriter list = ListWriter.of(words, out, "machine", "due", "armed", "person");
    List<String> rest = words.rest(0, 1);
    if (rest.isEmpty()) {
      return show(at, list, out);
    }
    Duration in = Arguments.parseDuration("try", rest.getFirst());
    if (in.compareTo(ResetTimers.LEAST) < 0 || in.compareTo(ResetTimers.MOST) > 0) {
      throw new UsageFault("try wants 10s to 1d, not " + rest.getFirst());
    }
    return switch (at.acts().resetTimers().arm(at.actor(), at.machine(), in)) {
      case ResetTimers.Answer.Armed(ArmedReset trial) -> {
        if (list.streams()) {
          yield show(at, list, out);
        }
        out.line(
            at.name() + ": reset at " + list.time(trial.due()) + " unless someone says `keep`");
        yield 0;
      }
      case ResetTimers.Answer.Already(ArmedReset trial) ->
          no(
              at,
              out,
              4,
              trial.by().person()
                  + " has armed a reset at "
                  + list.time(trial.due())
                  + "; `keep` calls it off first");
      case ResetTimers.Answer.NotPermitted() ->
          no(at, out, 3, "not permitted: you may watch this machine only");
      case ResetTimers.Answer.Cannot(String why) -> no(at, out, 1, why);
    };
  }

  private static int show(MachineContext at, ListWriter list, CommandOutput out) {
    if (at.machine().trial().isEmpty() && !list.streams()) {
      out.line(at.name() + ": no reset is armed");
      return 0;
    }
    list.begin();
    at.machine().trial().ifPresent(t -> list.row(at.name(), t.due(), t.armed(), t.by().person()));
    list.end();
    return 0;
  }

  static int no(MachineContext at, CommandOutput out, int exit, String why) {
    out.error("postern: " + at.name() + ": " + why);
    return exit;
  }
}
