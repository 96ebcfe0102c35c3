package postern.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All people and machines at one moment. Immutable; a reread makes a new one. */
public final class Fleet {
  private final List<Person> people;
  private final List<MachineEntry> machines;
  private final Map<String, Person> byFullName = new HashMap<>();
  private final Map<String, List<Person>> byKey = new HashMap<>();
  private final Map<String, List<MachineEntry>> byName = new HashMap<>();

  public Fleet(List<Person> people, List<MachineEntry> machines) {
    this.people = List.copyOf(people);
    this.machines = List.copyOf(machines);
    for (Person person : people) {
      byFullName.put(person.fullName(), person);
      for (PublicKeyEntry key : person.keys()) {
        byKey.computeIfAbsent(key.fingerprint(), k -> new ArrayList<>()).add(person);
      }
    }
    for (MachineEntry machine : machines) {
      byName.computeIfAbsent(machine.name(), k -> new ArrayList<>()).add(machine);
    }
  }

  public static Fleet empty() {
    return new Fleet(List.of(), List.of());
  }

  public List<Person> people() {
    return people;
  }

  public List<MachineEntry> machines() {
    return machines;
  }

  /** Returns the person with this full name. */
  public Optional<Person> person(String fullName) {
    return Optional.ofNullable(byFullName.get(fullName));
  }

  /** Returns everyone with an entry for this key, whatever its options; empty if it is unknown. */
  public List<Person> owners(String fingerprint) {
    return List.copyOf(byKey.getOrDefault(fingerprint, List.of()));
  }

  public Optional<MachineEntry> machine(String tenant, String name) {
    return byName.getOrDefault(name, List.of()).stream()
        .filter(m -> m.tenant().equals(tenant))
        .findFirst();
  }

  /** Returns the machines with this name in any tenant. */
  public List<MachineEntry> named(String name) {
    return List.copyOf(byName.getOrDefault(name, List.of()));
  }
}
