/** The event log, with one JSON object on each line. */
@NullMarked
package postern.audit.event;

import org.jspecify.annotations.NullMarked;
