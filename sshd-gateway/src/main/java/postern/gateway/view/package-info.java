/**
 * What reaches the person's terminal: the machine's output, notices, and what is drawn over the
 * screen.
 */
@NullMarked
package postern.gateway.view;

import org.jspecify.annotations.NullMarked;
