package postern.mux;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of a console at one moment.
 *
 * @param endOffset how many bytes of output there have been since the console first existed
 * @param lastOutput the time of the last output, as far as this gateway knows
 * @param participants everyone attached, the keyboard holder included
 * @param lastTyped who typed last, and when, since the gateway started
 * @param pendingInput the number of typed bytes that the line has not taken
 * @param unrecorded the number of bytes shown and not recorded since recording failed; 0 while it
 *     works
 */
public record ConsoleStatus(
    ConsoleId id,
    LineAddress address,
    LineState line,
    long endOffset,
    Optional<Instant> lastOutput,
    Optional<Participant> keyboard,
    List<Participant> participants,
    Optional<Typed> lastTyped,
    int pendingInput,
    long unrecorded) {
  public record Typed(Participant by, Instant at) {}
}
