package postern.gateway.command;

/**
 * A command: its name, its usage and what it does.
 *
 * @param <C> the context that the command acts in
 */
public interface Command<C> {
  String name();

  /** Returns the arguments after the name, such as {@code [--json] [PATTERN]}. */
  String usage();

  /** Returns one line for the list of commands. */
  String about();

  /**
   * Runs the command.
   *
   * @return the exit code
   * @throws UsageFault when the arguments are wrong; nothing was done then
   */
  int run(C context, Arguments arguments, CommandOutput out) throws InterruptedException;
}
