package postern.gateway.command;

/**
 * A command that the manual names and that is not there yet: says so in one line.
 *
 * @param <C> what it would act on
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
