/**
 * Every act of a person, in one place. An act checks the permission, does what was asked, writes
 * its event and returns the outcome.
 */
@NullMarked
package postern.gateway.act;

import org.jspecify.annotations.NullMarked;
