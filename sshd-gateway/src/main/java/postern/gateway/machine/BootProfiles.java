package postern.gateway.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.ProfileSettings;

/**
 * The boot profile that each machine runs in, and the persistent one of its starts. They are stored
 * in a file for each machine. A profile that the fleet no longer has counts as {@link
 * ProfileSettings#DEFAULT}.
 */
public final class BootProfiles {
  private static final Logger log = LoggerFactory.getLogger(BootProfiles.class);
  private static final String PERSISTENT = "kept";
  private static final String RUNNING = "running";

  private final ConcurrentMap<String, Map<String, String>> known = new ConcurrentHashMap<>();
  private final Path dir;

  public BootProfiles(Path dir) {
    this.dir = dir;
  }

  public String persistent(MachineEntry machine) {
    return known(machine, of(machine).getOrDefault(PERSISTENT, ProfileSettings.DEFAULT));
  }

  String running(MachineEntry machine) {
    Map<String, String> all = of(machine);
    return known(
        machine, all.getOrDefault(RUNNING, all.getOrDefault(PERSISTENT, ProfileSettings.DEFAULT)));
  }

  public void persist(MachineEntry machine, String profile) {
    change(machine, all -> all.put(PERSISTENT, profile));
  }

  public void startedIn(MachineEntry machine, String profile) {
    change(machine, all -> all.put(RUNNING, profile));
  }

  /** Notes that the machine is off: its next start is in the persistent profile. */
  public void ended(MachineEntry machine) {
    change(machine, all -> all.remove(RUNNING));
  }

  private Map<String, String> of(MachineEntry machine) {
    return known.computeIfAbsent(machine.fullName(), name -> read(machine));
  }

  private void change(MachineEntry machine, Consumer<Map<String, String>> how) {
    Map<String, String> before = of(machine);
    Map<String, String> after = new TreeMap<>(before);
    how.accept(after);
    if (!machine.profiles().isEmpty() && !after.equals(before)) {
      known.put(machine.fullName(), Map.copyOf(after));
      write(machine, after);
    }
  }

  void forget(MachineEntry machine) {
    known.remove(machine.fullName());
    try {
      Files.deleteIfExists(file(machine));
    } catch (IOException e) {
      log.warn("boot profile not deleted machine={} why={}", machine.fullName(), e.toString());
    }
  }

  private static String known(MachineEntry machine, String profile) {
    return machine.profiles().containsKey(profile) ? profile : ProfileSettings.DEFAULT;
  }

  private Map<String, String> read(MachineEntry machine) {
    return Map.copyOf(StateFile.read(file(machine)));
  }

  private void write(MachineEntry machine, Map<String, String> all) {
    try {
      StateFile.write(file(machine), all);
    } catch (IOException e) {
      log.warn("boot profile not stored machine={} why={}", machine.fullName(), e.toString());
    }
  }

  private Path file(MachineEntry machine) {
    return StateFile.in(dir, machine.tenant(), machine.name() + ".profile");
  }
}
