/** The few system calls the JDK has no door to, by way of the foreign function interface. */
@NullMarked
package postern.power.posix;

import org.jspecify.annotations.NullMarked;
