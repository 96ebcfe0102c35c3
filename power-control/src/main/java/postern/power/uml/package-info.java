/** User-Mode Linux: its control socket, and machines of this kind that Postern keeps. */
@NullMarked
package postern.power.uml;

import org.jspecify.annotations.NullMarked;
