/**
 * Where a caller goes from the door: a console, commands, the control room, the list of machines.
 */
@NullMarked
package postern.gateway.desk;

import org.jspecify.annotations.NullMarked;
