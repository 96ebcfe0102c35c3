/** Ways to reach a machine's console: sockets, pseudo-terminals and serial ports. */
@NullMarked
package postern.mux.line;

import org.jspecify.annotations.NullMarked;
