package postern.tui;

import java.time.Instant;

/**
 * A live session at one moment. All strings may hold anything; they are cleaned where they are
 * shown.
 *
 * @param id as the admin command {@code kill} takes it
 * @param person the full name
 * @param role what this session may do now: {@code keyboard}, {@code watch} …
 * @param active when this person last typed or did something, for the idle time
 * @param bytes what the machine said to this session so far
 */
public record SessionRow(
    String id,
    String person,
    MachineRef machine,
    String source,
    Instant since,
    String role,
    Instant active,
    long bytes) {}
