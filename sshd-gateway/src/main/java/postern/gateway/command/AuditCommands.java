package postern.gateway.command;

import java.time.Clock;
import java.util.List;

/** What auditors can say, behind {@code ssh audit@console.host} and offline alike. */
public final class AuditCommands {
  private final Verbs<AtAuditDesk> verbs;

  /**
   * @param who how the command line begins
   */
  public AuditCommands(String who, Clock clock) {
    verbs =
        new Verbs<>(
            who,
            "",
            clock,
            List.of(
                new AuditSessionsVerb(),
                new EventsVerb(),
                new ShowVerb(),
                new ReplayVerb(),
                new OutputVerb(),
                new NotBuilt<>("search", "finds text in recordings"),
                new NotBuilt<>("export", "a session as cast, txt, raw, json or bundle"),
                new NotBuilt<>("verify", "proves that nothing was altered"),
                new NotBuilt<>("checkpoint", "the newest signed checkpoint")));
  }

  /** What of this command line may be written down. */
  public CommandRecord.Said said(String line) {
    return verbs.said(line);
  }

  /** Runs one command line; returns its exit code. */
  public int run(AtAuditDesk desk, String line, Out out) throws InterruptedException {
    if (FileCopy.asked(line)) {
      out.error("postern: " + FileCopy.FROM_THE_RECORD);
      return Verbs.WRONG_USE;
    }
    return verbs.run(desk, line, out);
  }

  /** Runs words already split; returns the exit code. */
  public int run(AtAuditDesk desk, List<String> words, Out out) throws InterruptedException {
    return verbs.run(desk, words, out);
  }
}
