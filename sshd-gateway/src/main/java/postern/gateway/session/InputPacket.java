package postern.gateway.session;

/**
 * The packet of the client that brought some bytes.
 *
 * @param number counts the client's packets
 * @param arrived when it arrived, System.nanoTime
 */
record InputPacket(long number, long arrived) {}
