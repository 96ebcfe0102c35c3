/**
 * The test rig: a real gateway process, the stock OpenSSH client, real guests on networks of their
 * own, and machines that only pretend. Every wait is limited, and close() ends all that was made.
 */
@NullMarked
package postern.gateway.rig;

import org.jspecify.annotations.NullMarked;
