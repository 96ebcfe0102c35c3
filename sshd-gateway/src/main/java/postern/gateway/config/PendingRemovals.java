package postern.gateway.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Removals that wait for a confirmation, because one reread would remove a large part of all
 * machines or people. Everything else of that reread takes effect.
 *
 * @param machines the machines by full name, as they were
 * @param people the people by full name, as they were
 */
record PendingRemovals(Map<String, MachineEntry> machines, Map<String, Person> people) {
  static final PendingRemovals NONE = new PendingRemovals(Map.of(), Map.of());
  private static final int FEW = 8;
  private static final int NAMED = 5;

  /**
   * The fleet that takes effect, and the removals that are pending.
   *
   * @param why an explanation, if any are pending
   */
  record Outcome(Fleet fleet, PendingRemovals waiting, Optional<String> why) {}

  /** Returns the result of a reread, taking these pending removals into account. */
  Outcome next(Fleet before, Fleet read) {
    Map<String, MachineEntry> goneMachines =
        gone(FleetChange.machines(before), FleetChange.machines(read));
    Map<String, Person> gonePeople = gone(FleetChange.people(before), FleetChange.people(read));
    PendingRemovals waiting =
        new PendingRemovals(
            waiting(machines, goneMachines, before.machines().size()),
            waiting(people, gonePeople, before.people().size()));
    if (waiting.machines.isEmpty() && waiting.people.isEmpty()) {
      return new Outcome(read, NONE, Optional.empty());
    }
    Fleet counts = waiting.with(before, read);
    int added = read.machines().size() + waiting.machines.size() - counts.machines().size();
    return new Outcome(counts, waiting, Optional.of(waiting.why(before, added)));
  }

  /** Returns the result of a confirmed reread: the files as they are. */
  static Outcome none(Fleet read) {
    return new Outcome(read, NONE, Optional.empty());
  }

  /**
   * Returns what was in effect before the start: the last good copies and the pending removals that
   * these lack.
   */
  Outcome over(Fleet copies) {
    PendingRemovals left =
        new PendingRemovals(
            gone(machines, FleetChange.machines(copies)), gone(people, FleetChange.people(copies)));
    return new Outcome(left.with(copies, copies), left, Optional.empty());
  }

  /** Returns the fleet if no machine is to be removed, whatever else is pending. */
  Fleet butMachines(Fleet before, Fleet read) {
    Map<String, MachineEntry> all = FleetChange.machines(before);
    return new PendingRemovals(gone(all, FleetChange.machines(read)), people).with(before, read);
  }

  private static <T> Map<String, T> gone(Map<String, T> before, Map<String, T> after) {
    Map<String, T> gone = new TreeMap<>(before);
    gone.keySet().removeAll(after.keySet());
    return gone;
  }

  /** Returns the removals that were pending and still are, and new ones if there are too many. */
  private static <T> Map<String, T> waiting(Map<String, T> pending, Map<String, T> gone, int of) {
    Map<String, T> waiting = new TreeMap<>(gone);
    waiting.keySet().retainAll(pending.keySet());
    int fresh = gone.size() - waiting.size();
    if (fresh > FEW && fresh * 10L > of) {
      waiting.putAll(gone);
    }
    return waiting;
  }

  /**
   * Returns the entries of the files and those whose removal is pending. A machine that was added
   * with the name or the line of a machine whose removal is pending waits too. A key that the files
   * now give to another person belongs to that person only.
   */
  private Fleet with(Fleet before, Fleet read) {
    Set<String> old = FleetChange.machines(before).keySet();
    Set<Object> identifiers = new HashSet<>();
    machines.values().forEach(each -> identifiers.addAll(identifiers(each)));
    List<MachineEntry> all = new ArrayList<>(machines.values());
    read.machines().stream()
        .filter(each ->
            old.contains(each.fullName())
                || identifiers(each).stream().noneMatch(identifiers::contains))
        .forEach(all::add);
    Set<String> keys =
        read.people().stream()
            .flatMap(person -> person.keys().stream())
            .map(PublicKeyEntry::fingerprint)
            .collect(Collectors.toSet());
    List<Person> everyone = new ArrayList<>(read.people());
    people.values().forEach(person -> everyone.add(person.without(keys)));
    return new Fleet(everyone, all);
  }

  private static Set<Object> identifiers(MachineEntry machine) {
    Set<Object> identifiers = new HashSet<>(machine.processNames());
    identifiers.add(machine.name());
    machine.ports().values().forEach(port -> identifiers.add(port.address()));
    machine.power().ifPresent(power -> identifiers.add(power.address()));
    return identifiers;
  }

  private String why(Fleet before, int added) {
    return "the files would remove "
        + machines.size()
        + " of "
        + before.machines().size()
        + " machines and "
        + people.size()
        + " of "
        + before.people().size()
        + " people: these removals wait, everything else takes effect"
        + (added > 0 ? ", except " + added + " machines added in their place" : "")
        + "; `reload --yes` removes them"
        + named(machines.keySet())
        + named(people.keySet());
  }

  private static String named(Set<String> names) {
    return names.isEmpty()
        ? ""
        : "; "
            + names.stream().limit(NAMED).collect(Collectors.joining(", "))
            + (names.size() > NAMED ? " …" : "");
  }
}
