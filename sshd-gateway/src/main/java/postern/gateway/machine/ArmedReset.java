package postern.gateway.machine;

import java.time.Instant;
import postern.gateway.access.Actor;

/**
 * A reset that will come unless somebody says keep: what was tried may have shut its own author
 * out.
 *
 * @param by who armed it; the reset counts as theirs
 * @param due when the machine is reset
 */
public record ArmedReset(Actor by, Instant armed, Instant due) {}
