package postern.gateway.session;

/**
 * Which packet brought some bytes.
 *
 * @param number counts the client's packets
 * @param arrived System.nanoTime
 */
record Packet(long number, long arrived) {}
