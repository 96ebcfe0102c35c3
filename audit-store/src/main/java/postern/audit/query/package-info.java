/** Reading back, from the files or through the index. */
@NullMarked
package postern.audit.query;

import org.jspecify.annotations.NullMarked;
