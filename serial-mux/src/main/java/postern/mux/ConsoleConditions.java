package postern.mux;

import java.time.Instant;
import java.util.Optional;

/**
 * What a console's output and its typists left behind, as far as this gateway has seen.
 *
 * @param boot the last sign of a boot
 * @param panic the last panic or oops
 * @param stopped who typed Ctrl-S last, with no Ctrl-Q since: output may be held
 * @param lockedBy whose log-in the keyboard is kept for, so that nobody else inherits it
 */
public record ConsoleConditions(
    Optional<Boot> boot,
    Optional<Panic> panic,
    Optional<ConsoleStatus.Typed> stopped,
    Optional<Participant> lockedBy) {
  /** Nothing seen. */
  public static final ConsoleConditions NONE =
      new ConsoleConditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * @param offset in the console's output, where the words that told begin
   */
  public record Boot(Instant at, long offset) {}

  /**
   * @param offset in the console's output, where those words begin
   * @param phrase the words that told
   */
  public record Panic(Instant at, long offset, String phrase) {}
}
