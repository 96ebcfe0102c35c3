/** Commands at one machine, and the list of one's own machines. */
@NullMarked
package postern.gateway.tenant;

import org.jspecify.annotations.NullMarked;
