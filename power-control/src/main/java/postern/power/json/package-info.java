/** JSON lines, bounded, as monitors and the keeper speak them. */
@NullMarked
package postern.power.json;

import org.jspecify.annotations.NullMarked;
