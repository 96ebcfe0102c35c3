/** What other modules need to record, to write events and to read both back. */
@NullMarked
package postern.audit;

import org.jspecify.annotations.NullMarked;
