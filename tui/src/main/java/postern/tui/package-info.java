/** The API of the admins' text UI: what it needs from the gateway and from a terminal. */
@NullMarked
package postern.tui;

import org.jspecify.annotations.NullMarked;
