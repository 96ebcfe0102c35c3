@NullMarked
package postern.mux.console;

import org.jspecify.annotations.NullMarked;
