/** One line, many eyes, one keyboard. */
@NullMarked
package postern.mux;

import org.jspecify.annotations.NullMarked;
