/** A small terminal emulator, and what passes between a machine and a person's terminal. */
@NullMarked
package postern.mux.screen;

import org.jspecify.annotations.NullMarked;
