/** Recordings of consoles: journals, segments and their frames. */
@NullMarked
package postern.audit.recording;

import org.jspecify.annotations.NullMarked;
