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

/** {@code try 5m}: arms a reset of the machine that {@code keep} calls off. */
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
    return "arms a reset that `keep` calls off; without a time, shows what is armed";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    ListWriter list = ListWriter.of(arguments, out, "machine", "due", "armed", "person");
    List<String> rest = arguments.rest(0, 1);
    if (rest.isEmpty()) {
      return show(context, list, out);
    }
    Duration delay = Arguments.parseDuration("try", rest.getFirst());
    if (delay.compareTo(ResetTimers.LEAST) < 0 || delay.compareTo(ResetTimers.MOST) > 0) {
      throw new UsageFault("the time must be from 10s to 1d, not " + rest.getFirst());
    }
    return switch (context.acts().resetTimers().arm(context.actor(), context.machine(), delay)) {
      case ResetTimers.Answer.Armed(ArmedReset reset) -> {
        if (list.forPrograms()) {
          yield show(context, list, out);
        }
        out.line(
            context.name()
                + ": reset at "
                + list.time(reset.due())
                + " unless someone says `keep`");
        yield 0;
      }
      case ResetTimers.Answer.Already(ArmedReset reset) ->
          refuse(
              context,
              out,
              4,
              reset.by().person()
                  + " has armed a reset at "
                  + list.time(reset.due())
                  + "; `keep` calls it off first");
      case ResetTimers.Answer.NotPermitted() ->
          refuse(context, out, 3, "not permitted: you may watch this machine only");
      case ResetTimers.Answer.Cannot(String why) -> refuse(context, out, 1, why);
    };
  }

  private static int show(MachineContext context, ListWriter list, CommandOutput out) {
    if (context.machine().armedReset().isEmpty() && !list.forPrograms()) {
      out.line(context.name() + ": no reset is armed");
      return 0;
    }
    list.begin();
    context
        .machine()
        .armedReset()
        .ifPresent(t -> list.row(context.name(), t.due(), t.armed(), t.by().person()));
    list.end();
    return 0;
  }

  static int refuse(MachineContext context, CommandOutput out, int exit, String why) {
    out.error("postern: " + context.name() + ": " + why);
    return exit;
  }
}
