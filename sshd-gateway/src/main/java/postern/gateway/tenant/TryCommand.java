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
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    ListWriter list = ListWriter.of(arguments, out, "machine", "due", "armed", "person");
    List<String> rest = arguments.rest(0, 1);
    if (rest.isEmpty()) {
      return show(context, list, out);
    }
    Duration in = Arguments.parseDuration("try", rest.getFirst());
    if (in.compareTo(ResetTimers.LEAST) < 0 || in.compareTo(ResetTimers.MOST) > 0) {
      throw new UsageFault("try wants 10s to 1d, not " + rest.getFirst());
    }
    return switch (context.acts().resetTimers().arm(context.actor(), context.machine(), in)) {
      case ResetTimers.Answer.Armed(ArmedReset trial) -> {
        if (list.forPrograms()) {
          yield show(context, list, out);
        }
        out.line(
            context.name()
                + ": reset at "
                + list.time(trial.due())
                + " unless someone says `keep`");
        yield 0;
      }
      case ResetTimers.Answer.Already(ArmedReset trial) ->
          no(
              context,
              out,
              4,
              trial.by().person()
                  + " has armed a reset at "
                  + list.time(trial.due())
                  + "; `keep` calls it off first");
      case ResetTimers.Answer.NotPermitted() ->
          no(context, out, 3, "not permitted: you may watch this machine only");
      case ResetTimers.Answer.Cannot(String why) -> no(context, out, 1, why);
    };
  }

  private static int show(MachineContext context, ListWriter list, CommandOutput out) {
    if (context.machine().trial().isEmpty() && !list.forPrograms()) {
      out.line(context.name() + ": no reset is armed");
      return 0;
    }
    list.begin();
    context
        .machine()
        .trial()
        .ifPresent(t -> list.row(context.name(), t.due(), t.armed(), t.by().person()));
    list.end();
    return 0;
  }

  static int no(MachineContext context, CommandOutput out, int exit, String why) {
    out.error("postern: " + context.name() + ": " + why);
    return exit;
  }
}
