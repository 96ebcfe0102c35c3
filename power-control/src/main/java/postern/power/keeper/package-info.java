/** The keeper, a process under which machines outlive the gateway, and its client. */
@NullMarked
package postern.power.keeper;

import org.jspecify.annotations.NullMarked;
