package postern.gateway.config;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
 * @param process the process behind an {@code exec:} console, which must be started before it
 *     answers
 * @param encoding how it writes characters beyond ASCII
 */
public record PortEntry(
    LineAddress address,
    int rows,
    int cols,
    boolean sized,
    Optional<MachineAddress.Exec> process,
    Charset encoding) {
  /** A console that writes UTF-8. */
  public PortEntry(
      LineAddress address,
      int rows,
      int cols,
      boolean sized,
      Optional<MachineAddress.Exec> process) {
    this(address, rows, cols, sized, process, StandardCharsets.UTF_8);
  }

  /** A console that somebody else serves. */
  public PortEntry(LineAddress address, int rows, int cols) {
    this(address, rows, cols, true, Optional.empty());
  }

  /** The same, written in that charset. */
  public PortEntry in(Charset charset) {
    return new PortEntry(address, rows, cols, sized, process, charset);
  }
}
