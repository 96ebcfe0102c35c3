/** The program: {@link postern.gateway.Main} hands over to {@code cli}. */
@NullMarked
package postern.gateway;

import org.jspecify.annotations.NullMarked;
