/** Consoles as they run: line, recorder gate, ring, screen and keyboard put together. */
@NullMarked
package postern.mux.console;

import org.jspecify.annotations.NullMarked;
