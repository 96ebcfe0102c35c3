/** Consoles, shared: one line, many participants, one keyboard. */
@NullMarked
package postern.mux;

import org.jspecify.annotations.NullMarked;
