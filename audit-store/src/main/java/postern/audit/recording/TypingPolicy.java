package postern.audit.recording;

import java.util.Optional;
import postern.audit.Health;
import postern.audit.disk.HealthBoard;

/**
 * Decides whether typing may go on while it cannot be recorded.
 *
 * @param strict typing stops while it cannot be recorded
 */
record TypingPolicy(boolean strict, HealthBoard board) {
  /** Returns why typing must stop before anything is recorded, or empty. */
  Optional<String> refusal() {
    return strict && board.now() instanceof Health.Failing(String why)
        ? Optional.of(why)
        : Optional.empty();
  }

  /** Returns why typing must stop when the journal has no room, or empty. */
  Optional<String> refusalWithoutRoom() {
    return strict ? Optional.of("the recorder is behind, try again") : Optional.empty();
  }
}
