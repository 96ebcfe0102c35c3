/** System calls that the JDK does not offer, through the foreign function interface. */
@NullMarked
package postern.power.posix;

import org.jspecify.annotations.NullMarked;
