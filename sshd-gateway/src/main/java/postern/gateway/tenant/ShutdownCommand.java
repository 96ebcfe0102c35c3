package postern.gateway.tenant;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.power.PowerAction;

/** {@code shutdown}: the machine's own system is asked to go down. */
final class ShutdownCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "shutdown";
  }

  @Override
  public String usage() {
    return "[--force]";
  }

  @Override
  public String about() {
    return "asks the machine's own system to shut down (power soft)";
  }

  @Override
  public int run(MachineContext at, Arguments words, CommandOutput out) {
    boolean force = words.flag("--force");
    words.rest(0, 0);
    return PowerCommand.say(
        at, at.acts().power().act(at.actor(), at.machine(), PowerAction.SOFT, force), out);
  }
}
