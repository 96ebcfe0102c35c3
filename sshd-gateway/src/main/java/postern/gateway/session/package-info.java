/** A person at a console: card, keys, notices, from attach to leave. */
@NullMarked
package postern.gateway.session;

import org.jspecify.annotations.NullMarked;
