package postern.gateway.tenant;

import java.time.Clock;
import java.util.List;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.CommandSet;
import postern.gateway.command.FileCopyRefusal;

/** The commands of {@code ssh console.host}: lists of the person's own machines, for scripts. */
public final class OwnMachinesCommands {
  private final CommandSet<OwnMachinesContext> commands;

  public OwnMachinesCommands(Clock clock) {
    commands =
        new CommandSet<>(
            "ssh console.host",
            "; the commands of a machine need its name: ssh MACHINE@console.host",
            clock,
            List.of(new OwnMachinesCommand("list"), new OwnMachinesCommand("status")));
  }

  /** Returns the part of a command line that may be recorded. */
  public CommandEvents.Said recordable(String line) {
    return commands.recordable(line);
  }

  /** Runs a command line; returns its exit code. */
  public int run(OwnMachinesContext context, String line, CommandOutput out)
      throws InterruptedException {
    if (FileCopyRefusal.appliesTo(line)) {
      out.error("postern: " + FileCopyRefusal.TO_MACHINES);
      return ExitCode.WRONG_USE;
    }
    return commands.run(context, line, out);
  }
}
