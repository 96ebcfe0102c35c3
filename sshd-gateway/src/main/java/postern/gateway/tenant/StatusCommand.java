package postern.gateway.tenant;

import postern.gateway.command.Command;
import postern.gateway.command.MachineRows;
import postern.gateway.command.Out;
import postern.gateway.command.Words;

/** {@code status}: this machine now. */
final class StatusCommand implements Command<MachineContext> {
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
  public int run(MachineContext at, Words words, Out out) {
    MachineRows.writeOne(words, out, at.machine(), at.console());
    return 0;
  }
}
