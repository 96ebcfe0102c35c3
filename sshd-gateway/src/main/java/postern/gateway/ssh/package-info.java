/** The SSH server: algorithms, limits, public keys, session channels; nothing of consoles. */
@NullMarked
package postern.gateway.ssh;

import org.jspecify.annotations.NullMarked;
