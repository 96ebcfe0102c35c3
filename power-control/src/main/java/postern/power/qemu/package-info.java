/** QEMU: the client of its monitor, and the machines of this kind. */
@NullMarked
package postern.power.qemu;

import org.jspecify.annotations.NullMarked;
