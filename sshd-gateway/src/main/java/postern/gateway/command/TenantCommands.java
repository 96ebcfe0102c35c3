package postern.gateway.command;

import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import postern.gateway.playbook.PlaybookFolder;
import postern.gateway.ssh.SessionChannel;

/** What can be said behind {@code ssh MACHINE@console.host}. */
public final class TenantCommands {
  /** What scp -O, sftp -s and rsync run at the other end. */
  private static final Pattern FILE_COPY =
      Pattern.compile("^\\s*(\\S*/)?(scp|rsync|sftp-server)(\\s|$)");

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

  /** Runs one command line; returns its exit code. */
  public int run(AtMachine at, String line, Out out) throws InterruptedException {
    if (FILE_COPY.matcher(line).find()) {
      out.error("postern: " + at.name() + ": " + SessionChannel.NO_FILES);
      return Verbs.WRONG_USE;
    }
    return verbs.run(at, line, out);
  }
}
