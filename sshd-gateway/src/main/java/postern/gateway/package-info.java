/** The front door: wires everything. */
@NullMarked
package postern.gateway;

import org.jspecify.annotations.NullMarked;
