package postern.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code postern probe ADDRESS}. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    description = "tries a console or power address step by step")
final class ProbeCommand implements Callable<Integer> {
  @CommandLine.Parameters(arity = "1", paramLabel = "ADDRESS", description = "as in the fleet file")
  private String address = "";

  @Override
  public Integer call() {
    throw new CommandFault("probe is not built yet; address " + address + " was not tried");
  }
}
