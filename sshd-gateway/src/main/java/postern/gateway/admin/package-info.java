/** The commands of admins, {@code ssh admin@console.host}. */
@NullMarked
package postern.gateway.admin;

import org.jspecify.annotations.NullMarked;
