/** The running gateway: opens its parts in order, follows the configuration, routes logins. */
@NullMarked
package postern.gateway.server;

import org.jspecify.annotations.NullMarked;
