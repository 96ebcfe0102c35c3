package postern.gateway.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.access.Actor;
import postern.gateway.config.MachineEntry;
import postern.gateway.ssh.KeyUse;

/** Stores armed resets, each in a file, so that they survive the gateway. */
public final class ArmedResetFiles {
  private static final Logger log = LoggerFactory.getLogger(ArmedResetFiles.class);

  private final Path dir;

  public ArmedResetFiles(Path dir) {
    this.dir = dir;
  }

  public void write(MachineEntry machine, ArmedReset reset) throws IOException {
    Map<String, String> words = new TreeMap<>();
    words.put("person", reset.by().person());
    words.put("key", reset.by().key());
    words.put("source", reset.by().source());
    words.put("admin", Boolean.toString(reset.by().admin()));
    words.put("armed", reset.armed().toString());
    words.put("due", reset.due().toString());
    StateFile.write(file(machine), words);
  }

  public Optional<ArmedReset> read(MachineEntry machine) {
    Map<String, String> words = StateFile.read(file(machine));
    if (words.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ArmedReset(
              new Actor(
                  words.getOrDefault("person", "?"),
                  new KeyUse(
                      words.getOrDefault("key", ""), words.getOrDefault("source", ""), false),
                  true,
                  Boolean.parseBoolean(words.get("admin"))),
              Instant.parse(words.getOrDefault("armed", "")),
              Instant.parse(words.getOrDefault("due", ""))));
    } catch (DateTimeException damaged) {
      log.warn("armed reset not readable machine={}", machine.fullName());
      forget(machine);
      return Optional.empty();
    }
  }

  public void forget(MachineEntry machine) {
    try {
      Files.deleteIfExists(file(machine));
    } catch (IOException e) {
      log.warn("armed reset not deleted machine={} why={}", machine.fullName(), e.toString());
    }
  }

  private Path file(MachineEntry machine) {
    return StateFile.in(dir, machine.tenant(), machine.name() + ".try");
  }
}
