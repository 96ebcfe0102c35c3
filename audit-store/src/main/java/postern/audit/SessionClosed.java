package postern.audit;

import java.time.Instant;

/**
 * What is known of a session at its end.
 *
 * @param bytesOut output of the machine during the session
 * @param bytesIn bytes accepted for the machine
 */
public record SessionClosed(
    SessionId session, Instant until, long bytesOut, long bytesIn, SessionEnd end) {}
