/** What tests of several kinds of machines need. */
@NullMarked
package postern.power.testing;

import org.jspecify.annotations.NullMarked;
