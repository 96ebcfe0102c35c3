package postern.audit;

import java.time.Instant;

/** What is known of a session when it has ended. */
public record SessionClosed(
    SessionId session, Instant until, long bytesOut, long bytesIn, SessionEnd end) {}
