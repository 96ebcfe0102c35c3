@NullMarked
package postern.mux.screen;

import org.jspecify.annotations.NullMarked;
