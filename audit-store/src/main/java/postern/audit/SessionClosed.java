package postern.audit;

import java.time.Instant;

/**
 * What is known of a session when it has ended.
 *
 * @param role writer if a watcher ever had the keyboard, else as it began
 * @param end left, eof, gone, silent, ended, withdrawn, removed, closed, shutdown, crashed or
 *     failed
 */
public record SessionClosed(
    SessionId session, Instant until, String role, long bytesOut, long bytesIn, String end) {}
