package postern.gateway.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import postern.gateway.config.Fleet;
import postern.gateway.config.Globs;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.Person;

/**
 * Resolves a login name for a person. It looks only at the machines that the person may see, so a
 * machine that does not exist cannot be told from one that belongs to somebody else.
 */
public final class LoginResolver {
  /** Names that never mean a machine. {@code root} is what ssh sends for a local root user. */
  private static final Set<String> LIST_NAMES = Set.of("menu", "list", "help", "status", "root");

  private LoginResolver() {}

  public static Destination resolve(Fleet fleet, List<Person> people, String login) {
    int plus = login.indexOf('+');
    String name = (plus < 0 ? login : login.substring(0, plus)).toLowerCase(Locale.ROOT);
    String suffixes = plus < 0 ? "" : login.substring(plus + 1);
    List<Destination.AtMachine> seen = new ArrayList<>();
    for (MachineEntry machine : candidates(fleet, name)) {
      as(people, machine).ifPresent(p -> seen.add(new Destination.AtMachine(machine, p, suffixes)));
    }
    if (seen.size() == 1) {
      return seen.getFirst();
    }
    if (seen.size() > 1) {
      return new Destination.Ambiguous(
          name, seen.stream().map(m -> m.machine().fullName()).sorted().toList());
    }
    for (Person person : people) {
      if (name.equals("admin") && person.role() == Person.Role.ADMIN) {
        return new Destination.Admin(person);
      }
      if (name.equals("audit") && person.role() == Person.Role.AUDITOR) {
        return new Destination.Auditor(person);
      }
    }
    boolean list =
        LIST_NAMES.contains(name) || people.stream().anyMatch(p -> p.name().equals(name));
    return list && plus < 0 ? new Destination.MachineList() : new Destination.NotFound(name);
  }

  /** Returns which of these people is used at this machine: its tenant's person, or an admin. */
  public static java.util.Optional<Person> as(List<Person> people, MachineEntry machine) {
    return people.stream()
        .filter(p -> sees(p, machine))
        .min(java.util.Comparator.comparingInt(p -> p.role() == Person.Role.TENANT ? 0 : 1));
  }

  /** Returns every machine that these people may see, with the person who sees it. */
  public static List<Destination.AtMachine> visible(Fleet fleet, List<Person> people) {
    List<Destination.AtMachine> seen = new ArrayList<>();
    for (MachineEntry machine : fleet.machines()) {
      as(people, machine).ifPresent(p -> seen.add(new Destination.AtMachine(machine, p, "")));
    }
    return seen;
  }

  public static boolean sees(Person person, MachineEntry machine) {
    return switch (person.role()) {
      case ADMIN -> true;
      case AUDITOR -> false;
      case TENANT ->
          person.tenant().equals(machine.tenant())
              && person.machines().stream().anyMatch(g -> Globs.matches(g, machine.name()));
    };
  }

  private static List<MachineEntry> candidates(Fleet fleet, String name) {
    int slash = name.indexOf('/');
    return slash < 0
        ? fleet.named(name)
        : fleet.machine(name.substring(0, slash), name.substring(slash + 1)).stream().toList();
  }
}
