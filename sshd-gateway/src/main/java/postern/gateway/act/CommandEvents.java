package postern.gateway.act;

import java.util.Map;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.access.Actor;

/** Writes an event for each command: who gave it, at which machine, and its exit code. */
public final class CommandEvents {

  private final EventWriter events;

  CommandEvents(EventWriter events) {
    this.events = events;
  }

  /**
   * A command line, as far as it may be written.
   *
   * @param words the words, but never the text of a {@code send}
   * @param session whether the command opens a session, which has its own events
   */
  public record Said(String verb, String words, boolean session) {}

  /** Runs the command. */
  @FunctionalInterface
  public interface Act {
    /**
     * @return the exit code
     */
    int run() throws InterruptedException;
  }

  /**
   * Runs a command and writes its event, even if the client leaves meanwhile.
   *
   * @param where the fields that say which machine it is about, if it is about one
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
