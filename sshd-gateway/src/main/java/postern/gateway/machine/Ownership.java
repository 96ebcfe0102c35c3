package postern.gateway.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.disk.SetAside;
import postern.gateway.config.MachineEntry;

/**
 * Since when each machine belongs to its tenant, and from which offset of each console on the
 * tenant may see its output. A machine that was removed and added again, or changed its tenant and
 * changed back, is a new machine: recording and offsets continue, but its people see only what
 * comes after. The state is stored in a file. Used only by the thread that applies a configuration.
 */
public final class Ownership {
  private static final Logger log = LoggerFactory.getLogger(Ownership.class);

  /** The largest file in bytes; enough for far more machines than one gateway serves. */
  private static final int LARGEST = 64 << 20;

  /** The key of the checksum; every other key is {@code TENANT/NAME}. */
  private static final String SUM = "sum";

  private final Path file;
  private final Clock clock;
  private final Map<String, Epoch> epochs = new TreeMap<>();

  /**
   * There is no such file yet, or it is damaged. Then all recordings and programs belong to the
   * present owners, so that damage hides no history and ends no machine.
   */
  private boolean first;

  private boolean changed;

  public Ownership(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    Map<String, String> words = new TreeMap<>(StateFile.read(file, LARGEST));
    String sum = words.remove(SUM);
    try {
      if (sum != null && sum.equals(sum(words))) {
        words.forEach((name, epoch) -> epochs.put(name, epoch(epoch)));
      } else if (Files.exists(file)) {
        throw new IllegalArgumentException("the checksum does not match");
      }
    } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
      epochs.clear();
      SetAside.tryMove(file, String.valueOf(e.getMessage()));
    }
    this.first = sum == null || !Files.exists(file);
  }

  /**
   * The time for which a machine belongs to one tenant without interruption.
   *
   * @param from for each port, the offset at which it begins
   * @param programs the names of its programs under the keeper
   * @param fresh whether it begins with this reading of the fleet
   */
  record Epoch(Instant since, Map<Integer, Long> from, Set<String> programs, boolean fresh) {
    /** Returns the offset of that port at which it begins. */
    long from(int port) {
      return from.getOrDefault(port, 0L);
    }
  }

  private static Epoch epoch(String words) {
    String[] parts = words.split(";", -1);
    Map<Integer, Long> from = new TreeMap<>();
    for (String each : words(parts[1])) {
      String[] port = each.split("=", 2);
      from.put(Integer.parseInt(port[0]), Long.parseLong(port[1]));
    }
    return new Epoch(Instant.parse(parts[0]), from, words(parts[2]), false);
  }

  private static String sum(Map<String, String> words) {
    CRC32C crc = new CRC32C();
    words.forEach((name, epoch) -> crc.update((name + "=" + epoch + "\n").getBytes(UTF_8)));
    return Long.toHexString(crc.getValue());
  }

  private static Set<String> words(String list) {
    return Arrays.stream(list.split(",", -1))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the epochs of all machines by full name. */
  Map<String, Epoch> all() {
    return Map.copyOf(epochs);
  }

  /** Returns the machine's epoch, and begins one if there is none. */
  Epoch of(MachineEntry machine) {
    Epoch known = epochs.get(machine.fullName());
    if (known != null) {
      return known;
    }
    Map<Integer, Long> from = new TreeMap<>();
    if (first) {
      machine.ports().keySet().forEach(port -> from.put(port, 0L));
    }
    Instant since = first ? Instant.EPOCH : clock.instant();
    return put(machine, new Epoch(since, from, machine.processNames(), !first));
  }

  /** Returns where a port's visible output begins: for a new port, where its recording ends. */
  long opened(MachineEntry machine, int port, long recorded) {
    Epoch epoch = of(machine);
    Long from = epoch.from().get(port);
    if (from != null) {
      return Math.min(from, recorded);
    }
    Map<Integer, Long> all = new TreeMap<>(epoch.from());
    all.put(port, recorded);
    put(machine, new Epoch(epoch.since(), all, epoch.programs(), epoch.fresh()));
    return recorded;
  }

  /** Updates the names of the machine's programs. */
  void keeps(MachineEntry machine) {
    Epoch epoch = of(machine);
    if (!epoch.programs().equals(machine.processNames())) {
      put(machine, new Epoch(epoch.since(), epoch.from(), machine.processNames(), epoch.fresh()));
    }
  }

  private Epoch put(MachineEntry machine, Epoch epoch) {
    epochs.put(machine.fullName(), epoch);
    changed = true;
    return epoch;
  }

  void ended(String fullName) {
    changed |= epochs.remove(fullName) != null;
  }

  /** Writes the file if anything has changed. */
  void save() {
    changed |= first;
    first = false;
    if (!changed) {
      return;
    }
    Map<String, String> words = new TreeMap<>();
    epochs.forEach((name, epoch) ->
        words.put(
            name,
            epoch.since()
                + ";"
                + epoch.from().entrySet().stream()
                    .map(each -> each.getKey() + "=" + each.getValue())
                    .collect(Collectors.joining(","))
                + ";"
                + String.join(",", epoch.programs())));
    words.put(SUM, sum(words));
    try {
      StateFile.write(file, words);
      changed = false;
    } catch (IOException e) {
      log.error("owners of machines not stored why={}", e.toString());
    }
  }
}
