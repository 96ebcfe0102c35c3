/** Who and what there is: people, keys, machines, as the configuration files say. */
@NullMarked
package postern.gateway.config;

import org.jspecify.annotations.NullMarked;
