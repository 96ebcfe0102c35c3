package postern.gateway.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code postern keys}: what the gateway's host key is, in the forms that people and clients want.
 */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "the host key: fingerprint and known_hosts line")
final class KeysCommand implements Callable<Integer> {
  @CommandLine.Option(names = "--config", paramLabel = "FILE", defaultValue = "postern.toml")
  Path config = Path.of("postern.toml");

  @Override
  public Integer call() {
    return 0;
  }
}
