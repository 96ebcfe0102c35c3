package postern.gateway.command;

/**
 * A command that is planned but not built yet. It says so in one line.
 *
 * @param <C> the context that the command will act in
 */
public record UnbuiltCommand<C>(String name, String about) implements Command<C> {
  @Override
  public String usage() {
    return "…";
  }

  @Override
  public int run(C context, Arguments arguments, CommandOutput out) {
    out.error("postern: " + name + " is not built yet");
    return 1;
  }
}
