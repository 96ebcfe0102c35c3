package postern.gateway.tenant;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;

/** {@code keep}: what was tried is good, the armed reset is called off. */
final class KeepCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "keep";
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String about() {
    return "calls the armed reset off";
  }

  @Override
  public int run(MachineContext at, Arguments words, CommandOutput out) {
    words.rest(0, 0);
    if (!at.actor().mayType()) {
      return TryCommand.no(at, out, 3, "not permitted: you may watch this machine only");
    }
    if (at.acts().resetTimers().keep(at.actor(), at.machine()).isEmpty()) {
      return TryCommand.no(at, out, 1, "no reset is armed");
    }
    out.line(at.name() + ": kept; the reset is called off");
    return 0;
  }
}
