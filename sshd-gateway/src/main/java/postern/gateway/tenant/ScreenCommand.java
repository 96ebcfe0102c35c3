package postern.gateway.tenant;

import java.util.List;
import postern.gateway.act.ExitCode;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.text.PlainText;

/** {@code screen}: shows the screen of the console as text. */
final class ScreenCommand implements Command<MachineContext> {
  private static final int LONGEST = 10_000;

  @Override
  public String name() {
    return "screen";
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String about() {
    return "shows the screen as it is now, as text";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    arguments.rest(0, 0);
    List<String> lines = context.console().screen().lines();
    int last = lines.size();
    while (last > 0 && lines.get(last - 1).isBlank()) {
      last--;
    }
    lines.subList(0, last).forEach(line -> out.line(PlainText.clean(line, LONGEST)));
    return ExitCode.OK;
  }
}
