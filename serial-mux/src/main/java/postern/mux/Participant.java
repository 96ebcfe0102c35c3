package postern.mux;

import java.time.Instant;

/**
 * A person attached to a console, with or without the keyboard.
 *
 * @param session the session's id, unique on this gateway
 * @param name the full name, {@code tenant/person} or {@code admin/name}
 * @param source the address from which they are connected
 * @param since when they attached
 * @param mayType false for people with watch access, who never get the keyboard
 */
public record Participant(
    String session, String name, String source, Instant since, boolean mayType) {}
