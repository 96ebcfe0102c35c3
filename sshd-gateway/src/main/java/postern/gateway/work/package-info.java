/** Work of unknown length: a pool with fair turns, and regular expressions that stay bounded. */
@NullMarked
package postern.gateway.work;

import org.jspecify.annotations.NullMarked;
