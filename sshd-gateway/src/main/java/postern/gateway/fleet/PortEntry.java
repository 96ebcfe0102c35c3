package postern.gateway.fleet;

import postern.mux.LineAddress;

/**
 * One console of a machine.
 *
 * @param address what to connect to; for {@code exec:}, {@code kind = "uml"} and such the keeper's
 *     socket
 * @param rows of the screen's model
 * @param cols of the screen's model
 */
public record PortEntry(LineAddress address, int rows, int cols) {}
