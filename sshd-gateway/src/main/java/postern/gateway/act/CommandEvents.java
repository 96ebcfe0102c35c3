package postern.gateway.act;

import java.util.Map;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.access.Actor;

/** Writes down each command: who said what, about which machine, and what came of it. */
public final class CommandEvents {

  private final EventWriter events;

  CommandEvents(EventWriter events) {
    this.events = events;
  }

  /**
   * What was said, as far as it may be written down.
   *
   * @param words never the text of a {@code send}
   * @param session when it runs it is a session, which has events of its own
   */
  public record Said(String verb, String words, boolean session) {}

  /** The command itself. */
  @FunctionalInterface
  public interface Act {
    /**
     * @return the exit code
     */
    int run() throws InterruptedException;
  }

  /**
   * Runs it and writes it down, also when the client leaves meanwhile.
   *
   * @param where the machine and its tenant, if it is about one
   */
  public int of(Actor actor, Map<String, String> where, Said said, Act act)
      throws InterruptedException {
    int exit = ExitCode.FAILED;
    try {
      exit = act.run();
      return exit;
    } finally {
      if (!said.session() || exit == ExitCode.WRONG_USE || exit == ExitCode.NOT_PERMITTED) {
        EventFields about =
            EventFields.of(where)
                .with(EventField.ACTION, said.verb())
                .with(EventField.WORDS, said.words())
                .with(EventField.EXIT, Integer.toString(exit));
        events.event(EventKind.COMMAND, outcome(exit), actor, about);
      }
    }
  }

  private static Outcome outcome(int exit) {
    return switch (exit) {
      case ExitCode.OK -> Outcome.OK;
      case ExitCode.BUSY -> Outcome.BUSY;
      case ExitCode.NOT_SEEN -> Outcome.UNSEEN;
      case ExitCode.WRONG_USE, ExitCode.NOT_PERMITTED, ExitCode.NOT_RECORDED -> Outcome.REFUSED;
      default -> Outcome.FAILED;
    };
  }
}
