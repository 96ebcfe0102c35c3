package postern.gateway.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a reread of the fleet files came to.
 *
 * @param after what counts from now on; the same as {@code before} while something is held
 * @param faults what is wrong in the files now
 * @param held why the reread was not taken, and what takes it
 */
public record FleetChange(Fleet before, Fleet after, List<Fault> faults, Optional<String> held) {
  public FleetChange {
    faults = List.copyOf(faults);
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

  static Map<String, Object> machines(Fleet fleet) {
    Map<String, Object> all = new TreeMap<>();
    fleet.machines().forEach(each -> all.put(each.fullName(), each));
    return all;
  }

  static Map<String, Object> people(Fleet fleet) {
    Map<String, Object> all = new TreeMap<>();
    fleet.people().forEach(each -> all.put(each.fullName(), each));
    return all;
  }

  private static void compare(
      String what, Map<String, Object> before, Map<String, Object> after, List<String> lines) {
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
