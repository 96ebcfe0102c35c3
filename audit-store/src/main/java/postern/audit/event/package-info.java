/** The event log: one JSON object a line, for ever. */
@NullMarked
package postern.audit.event;

import org.jspecify.annotations.NullMarked;
