package postern.gateway.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import postern.gateway.config.Fault;
import postern.gateway.config.FleetCheck;
import postern.gateway.playbook.PlaybookFolder;

/**
 * {@code postern check}: prints every fault in the configuration files to standard error, and what
 * a reread would change to standard output.
 */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "checks the configuration files; exit status 1 if there is a fault")
final class CheckCommand implements Callable<Integer> {
  @CommandLine.Option(
      names = "--config",
      paramLabel = "FILE",
      description = "postern.toml (default: ${DEFAULT-VALUE})",
      defaultValue = "postern.toml")
  private Path config = Path.of("postern.toml");

  @CommandLine.Option(names = "--diff", description = "shows what a reread would change")
  private boolean diff;

  @Override
  public Integer call() {
    FleetCheck.Result result = FleetCheck.check(config);
    List<Fault> faults = new ArrayList<>(result.faults());
    faults.addAll(PlaybookFolder.faultsOf(config));
    faults.forEach(fault -> System.err.println(fault.text()));
    if (diff) {
      result.differences().forEach(System.out::println);
    }
    return faults.isEmpty() ? 0 : 1;
  }
}
