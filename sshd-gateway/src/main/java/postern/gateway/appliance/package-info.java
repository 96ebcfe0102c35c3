/** The running gateway: opens every room in order, and closes them in the opposite one. */
@NullMarked
package postern.gateway.appliance;

import org.jspecify.annotations.NullMarked;
