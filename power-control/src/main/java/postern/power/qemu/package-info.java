/** QEMU: its monitor, and machines of this kind that Postern keeps. */
@NullMarked
package postern.power.qemu;

import org.jspecify.annotations.NullMarked;
