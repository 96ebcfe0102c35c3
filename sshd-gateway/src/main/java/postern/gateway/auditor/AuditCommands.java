package postern.gateway.auditor;

import java.time.Clock;
import java.util.List;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.CommandSet;
import postern.gateway.command.FileCopyRefusal;
import postern.gateway.command.UnbuiltCommand;

/** The commands of auditors, over {@code ssh audit@console.host} and offline. */
public final class AuditCommands {
  private final CommandSet<AuditContext> commands;

  /**
   * @param prefix what a command line starts with
   */
  public AuditCommands(String prefix, Clock clock) {
    commands =
        new CommandSet<>(
            prefix,
            "",
            clock,
            List.of(
                new AuditSessionsCommand(),
                new EventsCommand(),
                new ShowCommand(),
                new ReplayCommand(),
                new OutputCommand(),
                new UnbuiltCommand<>("search", "finds text in recordings"),
                new UnbuiltCommand<>(
                    "export", "writes a session as cast, txt, raw, json or bundle"),
                new UnbuiltCommand<>("verify", "proves that the record was not altered"),
                new UnbuiltCommand<>("checkpoint", "writes the newest signed checkpoint")));
  }

  /** Returns the part of a command line that may be recorded. */
  public CommandEvents.Said recordable(String line) {
    return commands.recordable(line);
  }

  /** Runs a command line; returns its exit code. */
  public int run(AuditContext context, String line, CommandOutput out) throws InterruptedException {
    if (FileCopyRefusal.appliesTo(line)) {
      out.error("postern: " + FileCopyRefusal.FROM_THE_RECORD);
      return ExitCode.WRONG_USE;
    }
    return commands.run(context, line, out);
  }

  /** Runs a command line that was already split into words; returns its exit code. */
  public int run(AuditContext context, List<String> words, CommandOutput out)
      throws InterruptedException {
    return commands.run(context, words, out);
  }
}
