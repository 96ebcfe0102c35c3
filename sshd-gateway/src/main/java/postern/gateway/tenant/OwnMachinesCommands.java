package postern.gateway.tenant;

import java.time.Clock;
import java.util.List;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.CommandSet;
import postern.gateway.command.FileCopyRefusal;

/** What can be said behind {@code ssh console.host}: lists of one's own machines, for scripts. */
public final class OwnMachinesCommands {
  private final CommandSet<OwnMachinesContext> commands;

  public OwnMachinesCommands(Clock clock) {
    commands =
        new CommandSet<>(
            "ssh console.host",
            "; a machine's commands want its name in front, ssh MACHINE@console.host",
            clock,
            List.of(new OwnMachinesCommand("list"), new OwnMachinesCommand("status")));
  }

  /** What of this command line may be written down. */
  public CommandEvents.Said said(String line) {
    return commands.said(line);
  }

  /** Runs one command line; returns its exit code. */
  public int run(OwnMachinesContext context, String line, CommandOutput out)
      throws InterruptedException {
    if (FileCopyRefusal.appliesTo(line)) {
      out.error("postern: " + FileCopyRefusal.TO_MACHINES);
      return ExitCode.WRONG_USE;
    }
    return commands.run(context, line, out);
  }
}
