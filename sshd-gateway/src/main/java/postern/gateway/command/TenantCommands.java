package postern.gateway.command;

import java.time.Clock;
import java.util.List;
import postern.gateway.playbook.PlaybookFolder;

/** What can be said behind {@code ssh MACHINE@console.host}. */
public final class TenantCommands {
  private final Verbs<AtMachine> verbs;

  /**
   * @param playbooks what {@code rescue} runs
   */
  public TenantCommands(Clock clock, PlaybookFolder playbooks) {
    verbs =
        new Verbs<>(
            "ssh MACHINE@console.host",
            "; this is the machine's console, not a shell on it",
            clock,
            List.of(
                new StatusVerb(),
                new WhoVerb(),
                new MachineSessionsVerb(),
                new PowerVerb(),
                new RebootVerb(),
                new ShutdownVerb(),
                new ScreenVerb(),
                new BreakVerb(),
                new LogVerb(),
                new SendVerb(),
                new WaitVerb(),
                new SysrqVerb(),
                new BootVerb(),
                new ProfilesVerb(),
                new RescueVerb(playbooks),
                new TryVerb(),
                new KeepVerb()));
  }

  /** What of this command line may be written down. */
  public CommandRecord.Said said(String line) {
    return verbs.said(line);
  }

  /** Runs one command line; returns its exit code. */
  public int run(AtMachine at, String line, Out out) throws InterruptedException {
    if (FileCopy.asked(line)) {
      out.error("postern: " + at.name() + ": " + FileCopy.TO_MACHINES);
      return Verbs.WRONG_USE;
    }
    return verbs.run(at, line, out);
  }
}
