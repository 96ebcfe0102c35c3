package postern.gateway.house;

import java.time.Instant;

/**
 * A reset that will come unless somebody says keep: what was tried may have shut its own author
 * out.
 *
 * @param by who armed it; the reset counts as theirs
 * @param due when the machine is reset
 */
public record Trial(Actor by, Instant armed, Instant due) {}
