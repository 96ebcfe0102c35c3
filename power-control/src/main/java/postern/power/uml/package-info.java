/** User-Mode Linux: the client of its control socket, and the machines of this kind. */
@NullMarked
package postern.power.uml;

import org.jspecify.annotations.NullMarked;
