/** Opens a data directory, for writing or from its files alone. */
@NullMarked
package postern.audit.store;

import org.jspecify.annotations.NullMarked;
