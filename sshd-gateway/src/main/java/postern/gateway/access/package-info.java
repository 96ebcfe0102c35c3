/** Who may do what: people, what a login name means to them, and what they may see. */
@NullMarked
package postern.gateway.access;

import org.jspecify.annotations.NullMarked;
