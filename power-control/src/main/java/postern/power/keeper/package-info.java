/** The small process under which machines outlive the gateway, and the way to talk to it. */
@NullMarked
package postern.power.keeper;

import org.jspecify.annotations.NullMarked;
