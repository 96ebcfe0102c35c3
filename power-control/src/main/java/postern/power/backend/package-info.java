/** What each kind of machine implements for power control. */
@NullMarked
package postern.power.backend;

import org.jspecify.annotations.NullMarked;
