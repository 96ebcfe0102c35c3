/** The commands of tenants at one machine, and the list of their machines. */
@NullMarked
package postern.gateway.tenant;

import org.jspecify.annotations.NullMarked;
