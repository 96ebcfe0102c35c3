/** Reads events, sessions and recordings back, from the files or with the index. */
@NullMarked
package postern.audit.query;

import org.jspecify.annotations.NullMarked;
