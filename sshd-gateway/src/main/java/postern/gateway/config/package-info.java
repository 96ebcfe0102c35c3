/**
 * The configuration: the gateway's own settings, people, keys and machines, read from files and
 * watched.
 */
@NullMarked
package postern.gateway.config;

import org.jspecify.annotations.NullMarked;
