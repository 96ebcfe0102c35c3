@NullMarked
package postern.mux.marker;

import org.jspecify.annotations.NullMarked;
