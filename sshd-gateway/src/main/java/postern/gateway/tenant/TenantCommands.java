package postern.gateway.tenant;

import java.time.Clock;
import java.util.List;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.CommandSet;
import postern.gateway.command.FileCopyRefusal;
import postern.gateway.playbook.PlaybookFolder;

/** The commands of {@code ssh MACHINE@console.host}. */
public final class TenantCommands {
  private final CommandSet<MachineContext> commands;

  /**
   * @param playbooks the playbooks for {@code rescue}
   */
  public TenantCommands(Clock clock, PlaybookFolder playbooks) {
    commands =
        new CommandSet<>(
            "ssh MACHINE@console.host",
            "; this is the machine's console, not a shell on it",
            clock,
            List.of(
                new StatusCommand(),
                new WhoCommand(),
                new MachineSessionsCommand(),
                new PowerCommand(),
                new RebootCommand(),
                new ShutdownCommand(),
                new ScreenCommand(),
                new BreakCommand(),
                new LogCommand(),
                new SendCommand(),
                new WaitCommand(),
                new SysrqCommand(),
                new BootCommand(),
                new ProfilesCommand(),
                new RescueCommand(playbooks),
                new TryCommand(),
                new KeepCommand()));
  }

  /** Returns the part of a command line that may be recorded. */
  public CommandEvents.Said recordable(String line) {
    return commands.recordable(line);
  }

  /** Runs a command line; returns its exit code. */
  public int run(MachineContext context, String line, CommandOutput out)
      throws InterruptedException {
    if (FileCopyRefusal.appliesTo(line)) {
      out.error("postern: " + context.name() + ": " + FileCopyRefusal.TO_MACHINES);
      return ExitCode.WRONG_USE;
    }
    return commands.run(context, line, out);
  }
}
