/** The control room. */
@NullMarked
package postern.tui;

import org.jspecify.annotations.NullMarked;
