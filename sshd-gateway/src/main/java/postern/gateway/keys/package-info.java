/**
 * What a person types: escape keys, line editing and the keys of the pager. Knows nothing of
 * consoles.
 */
@NullMarked
package postern.gateway.keys;

import org.jspecify.annotations.NullMarked;
