package postern.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code postern version}. */
@Command(name = "version", mixinStandardHelpOptions = true, description = "version and data format")
final class VersionCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @CommandLine.Spec
  CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(new Version().getVersion()[0]);
    return 0;
  }

  /** Returns what {@code --version} prints. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"postern 0.1.0, data format 1, Java " + Runtime.version()};
    }
  }
}
