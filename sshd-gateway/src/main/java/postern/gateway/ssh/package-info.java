/**
 * The SSH server: algorithms, limits, public keys and session channels. It knows nothing of
 * consoles.
 */
@NullMarked
package postern.gateway.ssh;

import org.jspecify.annotations.NullMarked;
