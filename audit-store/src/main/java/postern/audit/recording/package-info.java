/** Journals and segments: what the machines said, in order. */
@NullMarked
package postern.audit.recording;

import org.jspecify.annotations.NullMarked;
