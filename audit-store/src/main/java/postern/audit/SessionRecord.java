package postern.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * A session as lists show it.
 *
 * @param until absent while it lasts
 * @param bytesOut said by the machine from attach to leave
 * @param bytesIn taken for the machine
 * @param end absent while it lasts
 * @param span absent where its beginning was recorded without an offset
 */
public record SessionRecord(
    SessionOpened opened,
    Optional<Instant> until,
    String role,
    long bytesOut,
    long bytesIn,
    Optional<String> end,
    Optional<SessionSpan> span) {}
