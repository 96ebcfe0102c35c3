package postern.gateway.session;

/**
 * Which packet brought some bytes.
 *
 * @param number counts the client's packets
 * @param arrived System.nanoTime
 */
record InputPacket(long number, long arrived) {}
