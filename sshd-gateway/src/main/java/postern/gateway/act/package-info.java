/**
 * Every act of a person, once: it checks the permission, does it, writes its event and returns what
 * came of it.
 */
@NullMarked
package postern.gateway.act;

import org.jspecify.annotations.NullMarked;
