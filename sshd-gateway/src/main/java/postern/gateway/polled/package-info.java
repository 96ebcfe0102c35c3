/**
 * The door's sockets: NIO2's asynchronous channels over one selector, so that a key costs one wait
 * and one read. The JDK's own read once more after each arrival, find nothing, and arm the poll
 * anew, in the way of the machine that just got the key.
 */
@NullMarked
package postern.gateway.polled;

import org.jspecify.annotations.NullMarked;
