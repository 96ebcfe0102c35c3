package postern.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * A session as lists show it. Role and end are the words as the log has them.
 *
 * @param until empty while it is open
 * @param role usually the word of a {@link SessionRole}
 * @param bytesOut output of the machine during the session
 * @param bytesIn bytes accepted for the machine
 * @param end usually the word of a {@link SessionEnd}; empty while it is open
 * @param span empty if its start was recorded without an offset
 */
public record SessionRecord(
    SessionOpened opened,
    Optional<Instant> until,
    String role,
    long bytesOut,
    long bytesIn,
    Optional<String> end,
    Optional<SessionSpan> span) {}
