/** What must be remembered: recordings, the event log and its index. */
@NullMarked
package postern.audit;

import org.jspecify.annotations.NullMarked;
