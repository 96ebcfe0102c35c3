/** Access control: who may do what, and what a login name means. */
@NullMarked
package postern.gateway.access;

import org.jspecify.annotations.NullMarked;
