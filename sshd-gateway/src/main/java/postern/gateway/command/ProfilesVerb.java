package postern.gateway.command;

import postern.gateway.fleet.Profiles;

/** {@code profiles}: the boot profiles, which one it runs in and which one it starts in. */
final class ProfilesVerb implements Verb<AtMachine> {
  @Override
  public String name() {
    return "profiles";
  }

  @Override
  public String usage() {
    return "[--json|--csv]";
  }

  @Override
  public String about() {
    return "boot profiles: which one is in force, which one is kept for later starts";
  }

  @Override
  public int run(AtMachine at, Words words, Out out) {
    Listing list = Listing.of(words, out, "profile", "in_force", "kept");
    words.rest(0, 0);
    String running = at.machine().profile().orElse(Profiles.DEFAULT);
    String kept = at.house().power().keptProfile(at.machine());
    list.begin();
    for (String name : BootVerb.names(at)) {
      list.row(name, name.equals(running), name.equals(kept));
    }
    list.end();
    return 0;
  }
}
