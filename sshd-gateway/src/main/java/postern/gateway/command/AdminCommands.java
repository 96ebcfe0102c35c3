package postern.gateway.command;

import java.time.Clock;
import java.util.List;

/** What can be said behind {@code ssh admin@console.host}. */
public final class AdminCommands {
  private final Verbs<AtAdminDesk> verbs;

  public AdminCommands(Clock clock) {
    verbs =
        new Verbs<>(
            "ssh admin@console.host",
            "",
            clock,
            List.of(
                new AdminMachinesVerb(),
                new AdminSessionsVerb(),
                new KillVerb(),
                new AdminPowerVerb(),
                new AdminStatusVerb(),
                new CheckVerb(),
                new ReloadVerb(),
                new NotBuilt<>("message", "a line to everyone at a console"),
                new NotBuilt<>("people", "who may come in"),
                new NotBuilt<>("person", "adds, removes, locks people"),
                new NotBuilt<>("key", "adds, removes, revokes keys"),
                new NotBuilt<>("machine", "adds, removes machines"),
                new NotBuilt<>("penalties", "sources that are held off"),
                new NotBuilt<>("unlock", "lets a source in again"),
                new NotBuilt<>("recording", "lets typing go on unrecorded for a while"),
                new NotBuilt<>("alerts", "what wants attention")));
  }

  /** What of this command line may be written down. */
  public CommandRecord.Said said(String line) {
    return verbs.said(line);
  }

  /** Runs one command line; returns its exit code. */
  public int run(AtAdminDesk desk, String line, Out out) throws InterruptedException {
    if (FileCopy.asked(line)) {
      out.error("postern: " + FileCopy.TO_MACHINES);
      return Verbs.WRONG_USE;
    }
    return verbs.run(desk, line, out);
  }
}
