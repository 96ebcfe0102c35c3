/** The data directory: its layout, lock, free space and health, and the threads that write. */
@NullMarked
package postern.audit.disk;

import org.jspecify.annotations.NullMarked;
