package postern.mux;

import java.time.Instant;
import java.util.Optional;

/**
 * What a console's output and its typists left behind, as far as this gateway has seen.
 *
 * @param boot the last sign of a boot
 * @param panic the last panic or oops
 * @param stopped who typed the last Ctrl-S if no Ctrl-Q followed, so that output may be stopped
 * @param lockedBy the participant whose login may be open, so that nobody else gets the keyboard
 */
public record ConsoleConditions(
    Optional<Boot> boot,
    Optional<Panic> panic,
    Optional<ConsoleStatus.Typed> stopped,
    Optional<Participant> lockedBy) {
  /** No conditions. */
  public static final ConsoleConditions NONE =
      new ConsoleConditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * @param offset where the phrase that shows the boot starts in the console's output
   */
  public record Boot(Instant at, long offset) {}

  /**
   * @param offset where the phrase starts in the console's output
   * @param phrase the phrase that shows the panic
   */
  public record Panic(Instant at, long offset, String phrase) {}
}
