package postern.gateway.tenant;

import java.time.Duration;
import java.util.Optional;
import postern.gateway.act.BreakResult;
import postern.gateway.act.Breaks;
import postern.gateway.act.ExitCode;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.UsageFault;
import postern.mux.Console;

/** {@code break}: sends a break on the line, or through the backend if the line has none. */
final class BreakCommand implements Command<MachineContext> {
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "break";
  }

  @Override
  public String usage() {
    return "[--length 250ms] [--force]";
  }

  @Override
  public String about() {
    return "sends a break; takes the keyboard if it is free";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    boolean force = arguments.flag("--force");
    Duration length = arguments.duration("--length").orElse(Console.DEFAULT_BREAK);
    arguments.rest(0, 0);
    if (length.compareTo(LONGEST) > 0) {
      throw new UsageFault("--length is at most 5s");
    }
    Optional<BreakResult> forbidden = Breaks.forbidden(context.who());
    if (forbidden.isPresent()) {
      return report(context, forbidden.get(), "break sent", "", out);
    }
    return KeyboardLease.run(
        context,
        name(),
        force,
        out,
        keyboard ->
            report(
                context,
                context.acts().breaks().send(context.who(), keyboard, length),
                "break sent",
                "",
                out));
  }

  /**
   * Waits for the result and reports it.
   *
   * @param what what was to be done, as a noun that a refusal can deny
   * @param done what follows the noun if it was done
   * @return the exit code
   */
  static int report(
      MachineContext context, BreakResult result, String what, String done, CommandOutput out) {
    return switch (result) {
      case BreakResult.ByBackend(var rest) -> report(context, rest.get(), what, done, out);
      case BreakResult.Sent() -> {
        out.line((context.name() + ": " + what + " " + done).strip());
        yield ExitCode.OK;
      }
      case BreakResult.NotSent not -> {
        out.error("postern: " + context.name() + ": no " + what + ": " + not.why());
        yield ExitCode.FAILED;
      }
    };
  }
}
