package postern.gateway.tenant;

import java.util.Optional;
import postern.gateway.act.BreakResult;
import postern.gateway.act.Breaks;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.UsageFault;

/** {@code sysrq KEY}: presses SysRq and a key, in the way that suits the kind of machine. */
final class SysrqCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "sysrq";
  }

  @Override
  public String usage() {
    return "KEY [--force]";
  }

  @Override
  public String about() {
    return "presses SysRq and KEY; takes the keyboard if it is free";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    boolean force = arguments.flag("--force");
    String key = arguments.rest(1, 1).getFirst();
    if (!key.matches("[0-9A-Za-z?]")) {
      throw new UsageFault(
          "KEY must be a letter, a digit or ?, such as h for the help of the kernel");
    }
    Optional<BreakResult> forbidden = Breaks.forbidden(context.who());
    if (forbidden.isPresent()) {
      return BreakCommand.report(context, forbidden.get(), "SysRq", "", out);
    }
    return KeyboardLease.run(
        context,
        name(),
        force,
        out,
        keyboard ->
            BreakCommand.report(
                context,
                context.acts().breaks().pressSysRq(context.who(), keyboard, key.charAt(0)),
                "SysRq",
                key + " pressed",
                out));
  }
}
