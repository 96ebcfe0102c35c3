package postern.gateway.auditor;

import java.time.Clock;
import java.util.List;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.CommandSet;
import postern.gateway.command.FileCopyRefusal;
import postern.gateway.command.UnbuiltCommand;

/** What auditors can say, behind {@code ssh audit@console.host} and offline alike. */
public final class AuditCommands {
  private final CommandSet<AuditContext> commands;

  /**
   * @param who how the command line begins
   */
  public AuditCommands(String who, Clock clock) {
    commands =
        new CommandSet<>(
            who,
            "",
            clock,
            List.of(
                new AuditSessionsCommand(),
                new EventsCommand(),
                new ShowCommand(),
                new ReplayCommand(),
                new OutputCommand(),
                new UnbuiltCommand<>("search", "finds text in recordings"),
                new UnbuiltCommand<>("export", "a session as cast, txt, raw, json or bundle"),
                new UnbuiltCommand<>("verify", "proves that nothing was altered"),
                new UnbuiltCommand<>("checkpoint", "the newest signed checkpoint")));
  }

  /** What of this command line may be written down. */
  public CommandEvents.Said said(String line) {
    return commands.said(line);
  }

  /** Runs one command line; returns its exit code. */
  public int run(AuditContext context, String line, CommandOutput out) throws InterruptedException {
    if (FileCopyRefusal.appliesTo(line)) {
      out.error("postern: " + FileCopyRefusal.FROM_THE_RECORD);
      return ExitCode.WRONG_USE;
    }
    return commands.run(context, line, out);
  }

  /** Runs words already split; returns the exit code. */
  public int run(AuditContext context, List<String> arguments, CommandOutput out)
      throws InterruptedException {
    return commands.run(context, arguments, out);
  }
}
