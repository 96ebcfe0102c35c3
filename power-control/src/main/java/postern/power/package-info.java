/** The API of power control: machines, their power states and actions, and the outcomes. */
@NullMarked
package postern.power;

import org.jspecify.annotations.NullMarked;
