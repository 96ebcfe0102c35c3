package postern.gateway.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import postern.gateway.fleet.FleetFile.MachineAt;
import postern.gateway.fleet.Person.Role;
import postern.gateway.fleet.PersonReader.KeyAt;
import postern.gateway.fleet.PersonReader.PersonAt;

/** Reads all fleet files together: what each says, and where they contradict each other. */
public final class FleetReader {
  private final Surroundings around;

  /** The last reading of each file, since most files do not change between two rereads. */
  private final ConcurrentMap<Path, FleetFile> known = new ConcurrentHashMap<>();

  /**
   * @param configuration says where consoles of kept machines are served
   */
  public FleetReader(Configuration configuration) {
    this.around =
        new Surroundings(
            configuration.keptSockets(),
            configuration.dataDir().resolve("uml"),
            configuration.edit());
  }

  /**
   * What the files say.
   *
   * @param fleet of all files without a fault; of those with one, nothing, or their last good copy
   * @param good the text that was taken for each file
   */
  public record Reading(Fleet fleet, List<Fault> faults, NavigableMap<Path, String> good) {}

  /** Reads these files; one with a fault counts as nothing. */
  public Reading read(NavigableMap<Path, String> files) {
    return read(files, Map.of());
  }

  /** Reads these files; one with a fault counts as its last good copy. */
  public Reading read(NavigableMap<Path, String> files, Map<Path, String> lastGood) {
    known.keySet().retainAll(files.keySet());
    List<Fault> faults = new ArrayList<>();
    TreeMap<Path, FleetFile> taken = new TreeMap<>();
    files.forEach((path, text) -> taken.put(path, parsed(path, text)));
    for (FleetFile each : List.copyOf(taken.values())) {
      faults.addAll(each.faults());
      if (!each.faults().isEmpty()) {
        fallBack(taken, each, lastGood);
      }
    }
    for (int rounds = 2 * files.size(); rounds >= 0; rounds--) {
      Optional<Fault> clash = new Clashes().first(taken.values());
      if (clash.isEmpty()) {
        break;
      }
      faults.add(clash.get());
      FleetFile guilty = taken.get(clash.get().file());
      if (guilty != null) {
        moreClashes(taken, clash.get(), faults);
        fallBack(taken, guilty, lastGood);
      }
    }
    return new Reading(
        fleet(taken), List.copyOf(faults.stream().distinct().toList()), texts(taken));
  }

  /** All of one file's contradictions are told at once, before it is replaced. */
  private static void moreClashes(
      NavigableMap<Path, FleetFile> taken, Fault known, List<Fault> faults) {
    for (Fault each : new Clashes().all(taken.values())) {
      if (each.file().equals(known.file()) && !each.equals(known)) {
        faults.add(each);
      }
    }
  }

  private void fallBack(
      NavigableMap<Path, FleetFile> taken, FleetFile bad, Map<Path, String> lastGood) {
    String good = lastGood.get(bad.path());
    if (good == null || good.equals(bad.text())) {
      taken.remove(bad.path());
      return;
    }
    FleetFile copy = parsed(bad.path(), good);
    if (copy.faults().isEmpty()) {
      taken.put(bad.path(), copy);
    } else {
      taken.remove(bad.path()); // a newer gateway is stricter than the one that took it
    }
  }

  private FleetFile parsed(Path path, String text) {
    FleetFile last = known.get(path);
    if (last != null && last.text().equals(text)) {
      return last;
    }
    FleetFile fresh = FleetFile.read(path, text, around);
    known.put(path, fresh);
    return fresh;
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

  /** What cannot be true together; the later one is at fault. */
  private static final class Clashes {
    private final Map<String, String> machines = new HashMap<>();
    private final Map<String, String> people = new HashMap<>();

    /** By fingerprint and tenant (or role): who has the key there. */
    private final Map<String, String> keys = new HashMap<>();

    private final Map<String, String> acting = new HashMap<>();
    private final Map<String, String> auditing = new HashMap<>();
    private final List<Fault> found = new ArrayList<>();

    Optional<Fault> first(Iterable<FleetFile> files) {
      return all(files).stream().findFirst();
    }

    List<Fault> all(Iterable<FleetFile> files) {
      for (FleetFile file : files) {
        for (MachineAt each : file.machines()) {
          machine(file, each);
        }
        for (PersonAt each : file.people()) {
          person(file, each);
        }
      }
      return found;
    }

    private void machine(FleetFile file, MachineAt each) {
      String where = file.path() + ":" + each.line();
      String other = machines.putIfAbsent(each.machine().fullName(), where);
      if (other != null) {
        found.add(
            new Fault(
                file.path(),
                each.line(),
                "machine " + each.machine().fullName() + " stands in " + other + " too",
                "keep one of them"));
      }
    }

    private void person(FleetFile file, PersonAt each) {
      String name = each.person().fullName();
      String other = people.putIfAbsent(name, file.path() + ":" + each.line());
      if (other != null) {
        found.add(
            new Fault(
                file.path(),
                each.line(),
                name + " stands in " + other + " too",
                "keep one of them"));
      }
      for (KeyAt key : each.keys()) {
        key(file, each.person(), key);
      }
    }

    private void key(FleetFile file, Person person, KeyAt at) {
      String print = at.key().fingerprint();
      String name = person.fullName();
      String group = person.role() + "/" + person.tenant();
      String twice = keys.putIfAbsent(print + " " + group, name);
      if (twice != null) {
        String whose =
            twice.equals(name)
                ? name + " has the same key twice"
                : name + " has " + twice + "'s key";
        add(file, at, whose, "give each person of a tenant keys of their own");
        return;
      }
      boolean audits = person.role() == Role.AUDITOR;
      (audits ? auditing : acting).putIfAbsent(print, name);
      String both = (audits ? acting : auditing).get(print);
      if (both != null) {
        add(
            file,
            at,
            name + " and " + both + " have one key, but who audits must not act",
            "give the auditor another key");
      }
    }

    private void add(FleetFile file, KeyAt at, String wrong, String right) {
      found.add(new Fault(file.path(), at.line(), wrong, right));
    }
  }
}
