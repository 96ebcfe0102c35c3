/** On, off, reset, boot: believed only when seen. */
@NullMarked
package postern.power;

import org.jspecify.annotations.NullMarked;
