/** The directory itself: its layout, its lock, its space and the health that follows. */
@NullMarked
package postern.audit.disk;

import org.jspecify.annotations.NullMarked;
