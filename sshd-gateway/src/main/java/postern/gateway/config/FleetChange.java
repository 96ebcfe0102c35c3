package postern.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a reread of the fleet files came to.
 *
 * @param after what counts from now on, removals that wait included
 * @param faults what is wrong in the files now
 * @param pending which removals wait for a confirmation, and how to give it
 * @param origin where each stands, and who said it
 */
public record FleetChange(
    Fleet before, Fleet after, List<Fault> faults, Optional<String> pending, Origin origin) {
  public FleetChange {
    faults = List.copyOf(faults);
  }

  /**
   * Where a change comes from.
   *
   * @param files the file of each machine and person, by their keys
   * @param by a person's full name; {@link #FILES} where the files alone say so
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

  /** The file of a machine, named {@code machine TENANT/NAME}, or a person. */
  public Optional<Path> file(String key) {
    return Optional.ofNullable(origin.files().get(key));
  }

  /**
   * What differs, a line each: {@code + machine red/web1}, {@code - person red/ann}, {@code ~ …}.
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
