/** Types whole texts no faster than the machine behind a console takes them. */
@NullMarked
package postern.gateway.pacing;

import org.jspecify.annotations.NullMarked;
