package postern.gateway.admin;

import java.time.Clock;
import java.util.List;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.command.CommandSet;
import postern.gateway.command.FileCopy;
import postern.gateway.command.NotBuilt;
import postern.gateway.command.Out;

/** What can be said behind {@code ssh admin@console.host}. */
public final class AdminCommands {
  private final CommandSet<AdminContext> verbs;

  public AdminCommands(Clock clock) {
    verbs =
        new CommandSet<>(
            "ssh admin@console.host",
            "",
            clock,
            List.of(
                new AdminMachinesCommand(),
                new AdminSessionsCommand(),
                new KillCommand(),
                new AdminPowerCommand(),
                new AdminStatusCommand(),
                new CheckCommand(),
                new ReloadCommand(),
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
  public CommandEvents.Said said(String line) {
    return verbs.said(line);
  }

  /** Runs one command line; returns its exit code. */
  public int run(AdminContext desk, String line, Out out) throws InterruptedException {
    if (FileCopy.asked(line)) {
      out.error("postern: " + FileCopy.TO_MACHINES);
      return ExitCode.WRONG_USE;
    }
    return verbs.run(desk, line, out);
  }
}
