/** Who and what there is: people, keys, machines, as the configuration files say. */
@NullMarked
package postern.gateway.fleet;

import org.jspecify.annotations.NullMarked;
