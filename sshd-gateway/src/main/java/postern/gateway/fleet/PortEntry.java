package postern.gateway.fleet;

import java.util.Optional;
import postern.mux.LineAddress;
import postern.power.MachineAddress;

/**
 * One console of a machine.
 *
 * @param address what to connect to; for {@code exec:}, {@code kind = "uml"} and such the keeper's
 *     socket
 * @param rows of the screen's model
 * @param cols of the screen's model
 * @param sized the fleet's file says how large
 * @param kept the process behind an {@code exec:} console, which must be started before it answers
 */
public record PortEntry(
    LineAddress address, int rows, int cols, boolean sized, Optional<MachineAddress.Exec> kept) {
  /** A console that somebody else serves. */
  public PortEntry(LineAddress address, int rows, int cols) {
    this(address, rows, cols, true, Optional.empty());
  }
}
