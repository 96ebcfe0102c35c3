package postern.mux;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A console at one moment.
 *
 * @param endOffset bytes the machine has said since this console was first seen
 * @param lastOutput when it last said something, as far as this gateway has seen or was told
 * @param participants everyone attached, the holder of the keyboard included
 * @param lastTyped who typed last, and when, if anyone since the gateway started
 * @param pendingInput bytes typed and not yet taken by the line
 * @param unrecorded bytes shown and not recorded since recording last failed; 0 when it works
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
