package postern.gateway.command;

/**
 * One command: its name, how it is used, what it does.
 *
 * @param <C> what it acts on
 */
public interface Command<C> {
  String name();

  /** What follows the name: {@code [--json] [PATTERN]}. */
  String usage();

  /** One line for the list of commands. */
  String about();

  /**
   * Runs it.
   *
   * @return the exit code
   * @throws UsageFault when the words are wrong; nothing was done then
   */
  int run(C context, Arguments arguments, CommandOutput out) throws InterruptedException;
}
