package postern.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code postern version}. */
@Command(name = "version", description = "version and data format")
final class VersionCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "this help")
  private boolean help;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println("postern 0.1.0, data format 1, Java " + Runtime.version());
    return 0;
  }
}
