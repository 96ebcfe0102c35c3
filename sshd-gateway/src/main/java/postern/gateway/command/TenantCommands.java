package postern.gateway.command;

import java.time.Clock;
import java.util.List;

/** What can be said behind {@code ssh MACHINE@console.host}. */
public final class TenantCommands {
  private final Verbs<AtMachine> verbs;

  public TenantCommands(Clock clock) {
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
                new NotBuilt<>("log", "earlier output as text"),
                new NotBuilt<>("send", "types a text"),
                new NotBuilt<>("wait", "waits for a text"),
                new NotBuilt<>("sysrq", "a SysRq key"),
                new NotBuilt<>("boot", "starts in a boot profile"),
                new NotBuilt<>("profiles", "lists boot profiles"),
                new NotBuilt<>("rescue", "runs a playbook"),
                new NotBuilt<>("try", "arms a reset unless kept"),
                new NotBuilt<>("keep", "calls the armed reset off")));
  }

  /** Runs one command line; returns its exit code. */
  public int run(AtMachine at, String line, Out out) throws InterruptedException {
    return verbs.run(at, line, out);
  }
}
