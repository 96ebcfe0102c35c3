/** Fixtures for tests of several kinds of machines. */
@NullMarked
package postern.power.testing;

import org.jspecify.annotations.NullMarked;
