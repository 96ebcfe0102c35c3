package postern.tui;

import java.time.Instant;

/**
 * The state of a live session. Strings are untrusted; they are cleaned when they are drawn.
 *
 * @param id the id that the admin command {@code kill} takes
 * @param person the full name
 * @param role {@code keyboard}, {@code watch} …
 * @param active when the person last typed or did something; gives the idle time
 * @param bytes the machine's output during this session
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
