/** What machines said before, read from the recordings as lines and boots. */
@NullMarked
package postern.gateway.history;

import org.jspecify.annotations.NullMarked;
