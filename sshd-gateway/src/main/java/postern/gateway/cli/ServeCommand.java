package postern.gateway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import postern.gateway.config.Configuration;
import postern.gateway.config.ConfigurationReader;
import postern.gateway.server.GatewayProcess;

/** {@code postern serve}: runs the gateway in the foreground until SIGTERM. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description =
        "runs the gateway in the foreground; SIGTERM stops it, SIGHUP rereads the configuration")
final class ServeCommand implements Callable<Integer> {
  @CommandLine.Option(
      names = "--config",
      paramLabel = "FILE",
      description = "postern.toml (default: ${DEFAULT-VALUE})",
      defaultValue = "postern.toml")
  private Path config = Path.of("postern.toml");

  @Override
  public Integer call() throws InterruptedException {
    ConfigurationReader.Read read = ConfigurationReader.read(config);
    Optional<Configuration> configuration = read.configuration();
    if (configuration.isEmpty()) {
      read.faults().forEach(fault -> System.err.println(fault.text()));
      return 1;
    }
    GatewayProcess running = start(configuration.get());
    Thread stop = new Thread(running::close, "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    System.out.println(running.readyLine());
    System.out.flush();
    new CountDownLatch(1).await(); // a signal ends the process
    return 0;
  }

  private static GatewayProcess start(Configuration configuration) {
    try {
      return GatewayProcess.start(configuration, Clock.systemUTC());
    } catch (IOException e) {
      throw new CommandFault("cannot start: " + e.getMessage(), e);
    }
  }
}
