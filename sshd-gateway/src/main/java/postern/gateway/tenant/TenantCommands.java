package postern.gateway.tenant;

import java.time.Clock;
import java.util.List;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.CommandSet;
import postern.gateway.command.FileCopyRefusal;
import postern.gateway.playbook.PlaybookFolder;

/** What can be said behind {@code ssh MACHINE@console.host}. */
public final class TenantCommands {
  private final CommandSet<MachineContext> commands;

  /**
   * @param playbooks what {@code rescue} runs
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

  /** What of this command line may be written down. */
  public CommandEvents.Said said(String line) {
    return commands.said(line);
  }

  /** Runs one command line; returns its exit code. */
  public int run(MachineContext context, String line, CommandOutput out)
      throws InterruptedException {
    if (FileCopyRefusal.appliesTo(line)) {
      out.error("postern: " + context.name() + ": " + FileCopyRefusal.TO_MACHINES);
      return ExitCode.WRONG_USE;
    }
    return commands.run(context, line, out);
  }
}
