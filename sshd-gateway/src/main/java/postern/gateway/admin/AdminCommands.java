package postern.gateway.admin;

import java.time.Clock;
import java.util.List;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.CommandSet;
import postern.gateway.command.FileCopyRefusal;
import postern.gateway.command.UnbuiltCommand;

/** The commands of {@code ssh admin@console.host}. */
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
                new UnbuiltCommand<>("message", "sends a line to everyone at a console"),
                new UnbuiltCommand<>("people", "lists people"),
                new UnbuiltCommand<>("person", "adds, removes or locks a person"),
                new UnbuiltCommand<>("key", "adds, removes or revokes a key"),
                new UnbuiltCommand<>("machine", "adds or removes a machine"),
                new UnbuiltCommand<>("penalties", "lists sources that are slowed or refused"),
                new UnbuiltCommand<>("unlock", "ends the penalty of a source"),
                new UnbuiltCommand<>("recording", "permits typing without recording for a while"),
                new UnbuiltCommand<>("alerts", "lists what needs attention")));
  }

  /** Returns the part of a command line that may be recorded. */
  public CommandEvents.Said recordable(String line) {
    return commands.recordable(line);
  }

  /** Runs a command line; returns its exit code. */
  public int run(AdminContext context, String line, CommandOutput out) throws InterruptedException {
    if (FileCopyRefusal.appliesTo(line)) {
      out.error("postern: " + FileCopyRefusal.TO_MACHINES);
      return ExitCode.WRONG_USE;
    }
    return commands.run(context, line, out);
  }
}
