/** Power through the operator's own commands. */
@NullMarked
package postern.power.command;

import org.jspecify.annotations.NullMarked;
