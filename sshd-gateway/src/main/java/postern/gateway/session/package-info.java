/**
 * A person's session at a console: the loop, the keyboard, the escape commands, and what the person
 * is told.
 */
@NullMarked
package postern.gateway.session;

import org.jspecify.annotations.NullMarked;
