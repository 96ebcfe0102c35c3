/** A small terminal emulator: bytes in, cells out; what a screen looks like and how to paint it. */
@NullMarked
package postern.mux.screen;

import org.jspecify.annotations.NullMarked;
