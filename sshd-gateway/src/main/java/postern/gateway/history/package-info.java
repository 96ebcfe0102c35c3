/** The one place where acts are done: each with its permission, its deed and its event. */
@NullMarked
package postern.gateway.history;

import org.jspecify.annotations.NullMarked;
