/** The recorded past of a console on the person's terminal: pages, searches, and the last lines. */
@NullMarked
package postern.gateway.pager;

import org.jspecify.annotations.NullMarked;
