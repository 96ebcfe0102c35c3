package postern.gateway.machine;

import java.time.Instant;
import postern.gateway.access.Actor;

/**
 * A reset that is done unless somebody says keep. It protects a person who tries something that may
 * lock them out.
 *
 * @param by the person who armed it, in whose name the machine is reset
 * @param due when the machine is reset
 */
public record ArmedReset(Actor by, Instant armed, Instant due) {}
