package postern.gateway.admin;

import java.time.Clock;
import java.util.List;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.CommandSet;
import postern.gateway.command.FileCopyRefusal;
import postern.gateway.command.UnbuiltCommand;

/** What can be said behind {@code ssh admin@console.host}. */
public final class AdminCommands {
  private final CommandSet<AdminContext> commands;

  public AdminCommands(Clock clock) {
    commands =
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
                new UnbuiltCommand<>("message", "a line to everyone at a console"),
                new UnbuiltCommand<>("people", "who may come in"),
                new UnbuiltCommand<>("person", "adds, removes, locks people"),
                new UnbuiltCommand<>("key", "adds, removes, revokes keys"),
                new UnbuiltCommand<>("machine", "adds, removes machines"),
                new UnbuiltCommand<>("penalties", "sources that are held off"),
                new UnbuiltCommand<>("unlock", "lets a source in again"),
                new UnbuiltCommand<>("recording", "lets typing go on unrecorded for a while"),
                new UnbuiltCommand<>("alerts", "what wants attention")));
  }

  /** What of this command line may be written down. */
  public CommandEvents.Said said(String line) {
    return commands.said(line);
  }

  /** Runs one command line; returns its exit code. */
  public int run(AdminContext context, String line, CommandOutput out) throws InterruptedException {
    if (FileCopyRefusal.appliesTo(line)) {
      out.error("postern: " + FileCopyRefusal.TO_MACHINES);
      return ExitCode.WRONG_USE;
    }
    return commands.run(context, line, out);
  }
}
