/** The admins' text UI: supplies what it shows from the gateway and runs its acts. */
@NullMarked
package postern.gateway.screens;

import org.jspecify.annotations.NullMarked;
