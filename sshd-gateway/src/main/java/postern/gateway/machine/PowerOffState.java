package postern.gateway.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.CacheFile;
import postern.gateway.config.MachineEntry;

/**
 * Which machines people switched off, so that a restart of the gateway does not start them again.
 * Each is an empty file.
 */
public final class PowerOffState {
  private static final Logger log = LoggerFactory.getLogger(PowerOffState.class);

  private final Path dir;

  public PowerOffState(Path dir) {
    this.dir = dir;
  }

  boolean leftOff(MachineEntry machine) {
    return Files.exists(file(machine));
  }

  public void leaveOff(MachineEntry machine) {
    try {
      CacheFile.folder(dir);
      if (!leftOff(machine)) {
        Files.createFile(file(machine));
      }
    } catch (IOException e) {
      log.warn(
          "cannot remember that a machine is off machine={} why={}",
          machine.fullName(),
          e.toString());
    }
  }

  public void forget(MachineEntry machine) {
    try {
      Files.deleteIfExists(file(machine));
    } catch (IOException e) {
      log.warn(
          "cannot forget that a machine was off machine={} why={}",
          machine.fullName(),
          e.toString());
    }
  }

  private Path file(MachineEntry machine) {
    return StateFile.in(dir, machine.tenant(), machine.name() + ".off");
  }
}
