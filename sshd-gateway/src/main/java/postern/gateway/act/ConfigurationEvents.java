package postern.gateway.act;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.config.FleetChange;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.Person;
import postern.gateway.config.PublicKeyEntry;

/**
 * Writes which people and machines a reread of the fleet added, changed and removed: each by name,
 * with its file and with the keys that were added and removed. Up to 50 changes have an event each.
 * More share events, one list for each tenant and file, so that no reread can fill the log.
 */
public final class ConfigurationEvents {
  private static final int FEW = 50;
  private static final int LONGEST = 3500;

  private final EventWriter events;
  private final Map<Group, List<Item>> groups = new TreeMap<>();

  public ConfigurationEvents(EventWriter events) {
    this.events = events;
  }

  /** Writes that the gateway accepts logins from now on. */
  public void started(int machines) {
    EventFields about = new EventFields().with(EventField.MACHINES, Integer.toString(machines));
    events.event(EventKind.START, Outcome.OK, about);
  }

  /** Writes that the gateway has ended its sessions. */
  public void stopped() {
    events.event(EventKind.STOP, Outcome.OK, new EventFields());
  }

  /** Writes that a file has a fault, or that removals wait for confirmation. */
  public void event(Outcome outcome, String what) {
    events.event(EventKind.CONFIG, outcome, new EventFields().with(EventField.WHAT, what));
  }

  /** The changes that share a list. */
  private record Group(String kind, String what, String tenant, String file)
      implements Comparable<Group> {
    @Override
    public int compareTo(Group other) {
      return toString().compareTo(other.toString());
    }
  }

  /**
   * One change.
   *
   * @param keys that were added and removed, {@code +SHA256:… -SHA256:…}
   */
  private record Item(String name, String fullName, String keys) {
    String text() {
      return keys.isEmpty() ? fullName : fullName + " " + keys;
    }
  }

  public void write(FleetChange change) {
    compare(
        change,
        "machine",
        FleetChange.machines(change.before()),
        FleetChange.machines(change.after()),
        MachineEntry::tenant);
    compare(
        change,
        "person",
        FleetChange.people(change.before()),
        FleetChange.people(change.after()),
        Person::tenant);
    int all = groups.values().stream().mapToInt(List::size).sum();
    groups.forEach((group, items) -> write(group, items, all <= FEW, change.origin().by()));
  }

  private <T> void compare(
      FleetChange change,
      String kind,
      Map<String, T> before,
      Map<String, T> after,
      Function<T, String> tenant) {
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      T old = before.get(name);
      T now = after.get(name);
      T one = now == null ? old : now;
      if (one == null || (one.equals(old) && one.equals(now))) {
        continue;
      }
      String what = old == null ? "added" : now == null ? "removed" : "changed";
      String file = change.file(kind + " " + name).map(ConfigurationEvents::shown).orElse("");
      groups
          .computeIfAbsent(new Group(kind, what, tenant.apply(one), file), g -> new ArrayList<>())
          .add(new Item(name.substring(name.indexOf('/') + 1), name, keys(old, now)));
    }
  }

  private static String shown(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String keys(@Nullable Object old, @Nullable Object now) {
    Set<String> had = fingerprints(old);
    Set<String> has = fingerprints(now);
    Set<String> same = new TreeSet<>(had);
    same.retainAll(has);
    had.removeAll(same);
    has.removeAll(same);
    List<String> words = new ArrayList<>();
    has.forEach(key -> words.add("+" + key));
    had.forEach(key -> words.add("-" + key));
    return String.join(" ", words);
  }

  private static Set<String> fingerprints(@Nullable Object person) {
    return person instanceof Person who
        ? who.keys().stream()
            .map(PublicKeyEntry::fingerprint)
            .collect(Collectors.toCollection(TreeSet::new))
        : new TreeSet<>();
  }

  private void write(Group group, List<Item> items, boolean each, String by) {
    List<Item> chunk = new ArrayList<>();
    int length = 0;
    for (Item item : items) {
      int more = item.text().length() + 2;
      if (!chunk.isEmpty() && (each || length + more > LONGEST)) {
        write(group, chunk, by);
        chunk.clear();
        length = 0;
      }
      chunk.add(item);
      length += more;
    }
    write(group, chunk, by);
  }

  private void write(Group group, List<Item> items, String by) {
    boolean one = items.size() == 1;
    String plural = group.kind().equals("person") ? "people" : "machines";
    String what = (one ? group.kind() : items.size() + " " + plural) + " " + group.what();
    String names = items.stream().map(Item::text).collect(Collectors.joining(", "));
    EventFields about =
        new EventFields()
            .with(EventField.WHAT, what)
            .with(EventField.NAMES, names)
            .with(EventField.BY, by)
            .withIfAny(EventField.TENANT, group.tenant())
            .withIfAny(EventField.FILE, group.file());
    if (one && group.kind().equals("machine")) {
      about.with(EventField.MACHINE, items.getFirst().name());
    }
    if (!by.equals(FleetChange.Origin.FILES)) {
      about.with(EventField.PERSON, by);
    }
    events.event(EventKind.CONFIG, Outcome.OK, about);
  }
}
