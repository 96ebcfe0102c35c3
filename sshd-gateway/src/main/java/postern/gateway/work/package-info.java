/** Work of unknown length: a pool in which people take turns, and bounded regular expressions. */
@NullMarked
package postern.gateway.work;

import org.jspecify.annotations.NullMarked;
