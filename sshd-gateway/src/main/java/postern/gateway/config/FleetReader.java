package postern.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Reads all fleet files and finds contradictions between them. */
public final class FleetReader {
  private static final int MOST_FAULTS = 1000;

  /** A file with a fault is read twice at each reread: as it is, and as its last good copy. */
  private static final int FORMS = 2;

  private final Configuration configuration;

  /** The last results for each file, since most files do not change between two rereads. */
  private final ConcurrentMap<Path, List<FleetFile>> known = new ConcurrentHashMap<>();

  /**
   * @param configuration says where the keeper serves consoles
   */
  public FleetReader(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The result of reading the files.
   *
   * @param fleet the entries of all files; of a file with a fault, those of its last good copy
   * @param good the text that was used for each file
   * @param files the file of each machine and person, by {@link FleetChange#machineKey} and so on
   * @param unfinished whether some changed files were not read for lack of time
   */
  public record Reading(
      Fleet fleet,
      List<Fault> faults,
      NavigableMap<Path, String> good,
      Map<String, Path> files,
      boolean unfinished) {}

  /** Reads these files. Files with a fault are ignored. */
  public Reading read(NavigableMap<Path, String> files) {
    return read(files, Map.of(), Long.MAX_VALUE);
  }

  /**
   * Reads these files. For a file with a fault, and for one for which there was no time, the last
   * good copy is used.
   *
   * @param nanos the time after which no further file is read
   */
  Reading read(NavigableMap<Path, String> files, Map<Path, String> lastGood, long nanos) {
    known.keySet().retainAll(files.keySet());
    Set<Path> late = late(files, lastGood, nanos);
    List<Fault> faults = new ArrayList<>();
    TreeMap<Path, FleetFile> taken = new TreeMap<>();
    FleetConflicts conflicts = new FleetConflicts();
    for (Path path : inOrder(files, lastGood)) {
      FleetFile now = late.contains(path) ? null : parsed(path, files.getOrDefault(path, ""));
      List<Fault> wrong = now == null ? List.of() : wrong(now, conflicts);
      if (now != null && wrong.isEmpty()) {
        taken.put(path, now);
      } else {
        wrong.stream().limit(Math.max(0, MOST_FAULTS - faults.size())).forEach(faults::add);
        fallBack(path, now, lastGood.get(path), conflicts, taken);
      }
    }
    return new Reading(
        fleet(taken), List.copyOf(faults), texts(taken), files(taken), !late.isEmpty());
  }

  /**
   * Returns the files in order. Files without a conflict so far come first, so that a new file
   * cannot displace them.
   */
  private static List<Path> inOrder(Map<Path, String> files, Map<Path, String> lastGood) {
    List<Path> order = new ArrayList<>(files.keySet());
    order.sort(
        Comparator.comparing((Path path) -> !lastGood.containsKey(path))
            .thenComparing(Comparator.naturalOrder()));
    return order;
  }

  /**
   * Parses changed files, those read before and the smallest first. Returns those for which there
   * was no time.
   */
  private Set<Path> late(NavigableMap<Path, String> files, Map<Path, String> lastGood, long nanos) {
    long start = System.nanoTime();
    Set<Path> late = new HashSet<>();
    List<Map.Entry<Path, String>> fresh = new ArrayList<>();
    files.entrySet().stream()
        .filter(each -> cached(each.getKey(), each.getValue()) == null)
        .forEach(fresh::add);
    fresh.sort(
        Comparator.comparing((Map.Entry<Path, String> each) -> !lastGood.containsKey(each.getKey()))
            .thenComparingInt(each -> each.getValue().length()));
    for (Map.Entry<Path, String> each : fresh) {
      if (System.nanoTime() - start > nanos) {
        late.add(each.getKey());
      } else {
        parsed(each.getKey(), each.getValue());
      }
    }
    return late;
  }

  private static List<Fault> wrong(FleetFile file, FleetConflicts conflicts) {
    return file.faults().isEmpty() ? conflicts.take(file) : file.faults();
  }

  private void fallBack(
      Path path,
      @Nullable FleetFile bad,
      @Nullable String good,
      FleetConflicts conflicts,
      Map<Path, FleetFile> taken) {
    if (good == null || (bad != null && good.equals(bad.text()))) {
      return;
    }
    FleetFile copy = parsed(path, good);
    if (wrong(copy, conflicts)
        .isEmpty()) { // a newer gateway may be stricter than the one that stored the copy
      taken.put(path, copy);
    }
  }

  private @Nullable FleetFile cached(Path path, String text) {
    return known.getOrDefault(path, List.of()).stream()
        .filter(each -> each.text().equals(text))
        .findFirst()
        .orElse(null);
  }

  private FleetFile parsed(Path path, String text) {
    FleetFile last = cached(path, text);
    FleetFile now = last == null ? FleetFile.read(path, text, configuration) : last;
    List<FleetFile> forms = new ArrayList<>(List.of(now));
    known.getOrDefault(path, List.of()).stream()
        .filter(each -> !each.text().equals(text))
        .limit(FORMS - 1)
        .forEach(forms::add);
    known.put(path, List.copyOf(forms));
    return now;
  }

  /** Reads one text by itself, such as an earlier version of a file. */
  FleetFile alone(Path path, String text) {
    FleetFile last = cached(path, text);
    return last == null ? FleetFile.read(path, text, configuration) : last;
  }

  private static Fleet fleet(NavigableMap<Path, FleetFile> taken) {
    List<Person> people = new ArrayList<>();
    List<MachineEntry> machines = new ArrayList<>();
    for (FleetFile file : taken.values()) {
      file.people().forEach(each -> people.add(each.person()));
      file.machines().forEach(each -> machines.add(each.machine()));
    }
    return new Fleet(people, machines);
  }

  private static NavigableMap<Path, String> texts(NavigableMap<Path, FleetFile> taken) {
    TreeMap<Path, String> texts = new TreeMap<>();
    taken.forEach((path, file) -> texts.put(path, file.text()));
    return texts;
  }

  private static Map<String, Path> files(NavigableMap<Path, FleetFile> taken) {
    Map<String, Path> files = new HashMap<>();
    taken.forEach((path, file) -> {
      file.people().forEach(each -> files.put(FleetChange.personKey(each.person()), path));
      file.machines().forEach(each -> files.put(FleetChange.machineKey(each.machine()), path));
    });
    return Map.copyOf(files);
  }
}
