/** Lines of JSON as QEMU's monitor and the keeper use them, with limits on what is read. */
@NullMarked
package postern.power.json;

import org.jspecify.annotations.NullMarked;
