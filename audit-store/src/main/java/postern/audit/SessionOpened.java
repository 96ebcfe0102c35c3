package postern.audit;

import java.time.Instant;

/**
 * What is known of a session at its start.
 *
 * @param person full name
 * @param key fingerprint, {@code SHA256:…}
 * @param source address
 */
public record SessionOpened(
    SessionId session,
    RecordedConsole console,
    String person,
    String key,
    String source,
    Instant since) {}
