package postern.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * The check of {@code postern check}: reads all configuration as the gateway would and changes
 * nothing.
 */
public final class FleetCheck {
  private FleetCheck() {}

  /**
   * The result of a check.
   *
   * @param faults the faults in all files
   * @param differences what a reread would change
   */
  public record Result(List<Fault> faults, List<String> differences) {}

  public static Result check(Path file) {
    ConfigurationReader.Read read = ConfigurationReader.read(file);
    List<Fault> faults = new ArrayList<>(read.faults());
    Optional<Configuration> configuration = read.configuration();
    if (configuration.isEmpty()) {
      return new Result(List.copyOf(faults), List.of());
    }
    FleetReader reader = new FleetReader(configuration.get());
    Path dir = configuration.get().fleetDir();
    NavigableMap<Path, String> good = new LastGoodCopies(configuration.get().dataDir(), dir).look();
    FleetFolder.Found found = FleetFolder.read(dir, good.keySet(), false);
    FleetReader.Reading reading = reader.read(found.files(), good, Long.MAX_VALUE);
    faults.addAll(found.faults());
    faults.addAll(reading.faults());
    faults.addAll(TrustedPath.faults(configuration.get()));
    return new Result(
        List.copyOf(faults), FleetChange.lines(reader.read(good).fleet(), reading.fleet()));
  }
}
