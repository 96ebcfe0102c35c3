package postern.mux;

import java.time.Instant;

/**
 * One person at one console, as others there see them.
 *
 * @param session the session's id, unique on this gateway
 * @param name full name, {@code tenant/person} or {@code admin/name}
 * @param source address they come from
 * @param mayType false for people with watch access only: they never get the keyboard
 */
public record Participant(
    String session, String name, String source, Instant since, boolean mayType) {}
