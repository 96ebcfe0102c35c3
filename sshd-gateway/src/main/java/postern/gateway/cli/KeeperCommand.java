package postern.gateway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import postern.power.keeper.KeeperMain;

/** {@code postern keeper DIR}: started by the gateway, for machines that outlive it. */
@Command(
    name = "keeper",
    mixinStandardHelpOptions = true,
    hidden = true,
    description = "runs machines that outlive the gateway")
final class KeeperCommand implements Callable<Integer> {
  @CommandLine.Parameters(arity = "1", paramLabel = "DIR", description = "its directory")
  private String dir = "";

  @Override
  public Integer call() {
    return KeeperMain.run(List.of(dir));
  }
}
