package postern.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The result of a reread of the fleet files.
 *
 * @param after the fleet from now on, including machines and people whose removal is pending
 * @param faults the faults in the files now
 * @param pending which removals wait for a confirmation, and how to give it
 * @param origin where the entries are, and who caused the reread
 */
public record FleetChange(
    Fleet before, Fleet after, List<Fault> faults, Optional<String> pending, Origin origin) {
  public FleetChange {
    faults = List.copyOf(faults);
  }

  /**
   * The origin of a change.
   *
   * @param files the file of each machine and person, by their keys
   * @param by the full name of a person, or {@link #FILES}
   */
  public record Origin(Map<String, Path> files, String by) {
    /** The files were reread because they had changed. */
    public static final String FILES = "files";
  }

  static String machineKey(MachineEntry machine) {
    return "machine " + machine.fullName();
  }

  static String personKey(Person person) {
    return "person " + person.fullName();
  }

  /** Returns the file of a machine, {@code machine TENANT/NAME}, or of a person. */
  public Optional<Path> file(String key) {
    return Optional.ofNullable(origin.files().get(key));
  }

  /**
   * Returns the differences, one a line: {@code + machine red/web1}, {@code - person red/ann},
   * {@code ~ …}.
   */
  public List<String> lines() {
    return lines(before, after);
  }

  static List<String> lines(Fleet before, Fleet after) {
    List<String> lines = new ArrayList<>();
    compare("machine", machines(before), machines(after), lines);
    compare("person", people(before), people(after), lines);
    return lines;
  }

  public static Map<String, MachineEntry> machines(Fleet fleet) {
    Map<String, MachineEntry> all = new TreeMap<>();
    fleet.machines().forEach(each -> all.put(each.fullName(), each));
    return all;
  }

  public static Map<String, Person> people(Fleet fleet) {
    Map<String, Person> all = new TreeMap<>();
    fleet.people().forEach(each -> all.put(each.fullName(), each));
    return all;
  }

  private static void compare(
      String what, Map<String, ?> before, Map<String, ?> after, List<String> lines) {
    before.forEach((name, old) -> {
      Object now = after.get(name);
      if (now == null) {
        lines.add("- " + what + " " + name);
      } else if (!now.equals(old)) {
        lines.add("~ " + what + " " + name);
      }
    });
    after.keySet().stream()
        .filter(name -> !before.containsKey(name))
        .forEach(name -> lines.add("+ " + what + " " + name));
  }
}
