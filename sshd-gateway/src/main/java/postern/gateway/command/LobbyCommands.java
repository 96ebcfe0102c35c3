package postern.gateway.command;

import java.time.Clock;
import java.util.List;

/** What can be said behind {@code ssh console.host}: lists of one's own machines, for scripts. */
public final class LobbyCommands {
  private final Verbs<AtLobby> verbs;

  public LobbyCommands(Clock clock) {
    verbs =
        new Verbs<>(
            "ssh console.host",
            "; a machine's commands want its name in front, ssh MACHINE@console.host",
            clock,
            List.of(new OwnMachinesVerb("list"), new OwnMachinesVerb("status")));
  }

  /** What of this command line may be written down. */
  public CommandRecord.Said said(String line) {
    return verbs.said(line);
  }

  /** Runs one command line; returns its exit code. */
  public int run(AtLobby lobby, String line, Out out) throws InterruptedException {
    if (FileCopy.asked(line)) {
      out.error("postern: " + FileCopy.TO_MACHINES);
      return Verbs.WRONG_USE;
    }
    return verbs.run(lobby, line, out);
  }
}
