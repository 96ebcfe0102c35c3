@NullMarked
package postern.gateway.pacing;

import org.jspecify.annotations.NullMarked;
