/** The live machines: the consoles, recordings and power of each, and what is stored about it. */
@NullMarked
package postern.gateway.machine;

import org.jspecify.annotations.NullMarked;
