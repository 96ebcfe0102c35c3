package postern.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import postern.gateway.config.FleetFile.MachineAt;
import postern.gateway.config.Person.Role;
import postern.gateway.config.PersonReader.KeyAt;
import postern.gateway.config.PersonReader.PersonAt;

/** Finds contradictions between fleet files. The file that is added later has the fault. */
final class FleetConflicts {
  private static final int MOST = 50;

  private final Map<String, String> taken = new HashMap<>();

  /** Adds a file, or returns its conflicts with earlier files and adds nothing of it. */
  List<Fault> take(FleetFile file) {
    Attempt attempt = new Attempt(file);
    file.machines().forEach(attempt::machine);
    file.people().forEach(attempt::person);
    if (attempt.found.isEmpty()) {
      taken.putAll(attempt.fresh);
    }
    return attempt.found;
  }

  /** One file whose conflicts are not known yet. */
  private final class Attempt {
    private final FleetFile file;
    private final Map<String, String> fresh = new HashMap<>();
    private final List<Fault> found = new ArrayList<>();

    Attempt(FleetFile file) {
      this.file = file;
    }

    void machine(MachineAt each) {
      String name = "machine " + each.machine().fullName();
      String other = put(name, position(each.line()));
      if (other != null) {
        add(each.line(), name + " is also in " + other, "keep one of them");
      }
    }

    void person(PersonAt each) {
      String name = each.person().fullName();
      String other = put("person " + name, position(each.line()));
      if (other != null) {
        add(each.line(), name + " is also in " + other, "keep one of them");
      }
      for (KeyAt key : each.keys()) {
        key(each.person(), key);
      }
    }

    private void key(Person person, KeyAt at) {
      String print = at.key().fingerprint();
      String name = person.fullName();
      String twice = put("key " + print + " " + person.role() + "/" + person.tenant(), name);
      if (twice != null) {
        String whose =
            twice.equals(name)
                ? name + " has the same key twice"
                : name + " has " + twice + "'s key";
        add(at.line(), whose, "give each person of a tenant keys of their own");
        return;
      }
      boolean audits = person.role() == Role.AUDITOR;
      put((audits ? "audits " : "acts ") + print, name);
      String both = get((audits ? "acts " : "audits ") + print);
      if (both != null) {
        add(
            at.line(),
            name + " and " + both + " have one key, but an auditor must not act",
            "give the auditor another key");
      }
    }

    private String position(int line) {
      return file.path() + ":" + line;
    }

    private @Nullable String get(String what) {
      String mine = fresh.get(what);
      return mine == null ? taken.get(what) : mine;
    }

    /** Returns the earlier owner, which keeps its entry; null if there is none. */
    private @Nullable String put(String what, String who) {
      String before = get(what);
      if (before == null) {
        fresh.put(what, who);
      }
      return before;
    }

    private void add(int line, String wrong, String right) {
      if (found.size() < MOST) {
        found.add(new Fault(file.path(), line, wrong, right));
      }
    }
  }
}
