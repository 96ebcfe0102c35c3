package postern.gateway.config;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import postern.mux.LineAddress;
import postern.power.MachineAddress;

/**
 * One console of a machine.
 *
 * @param address what to connect to; for a process that Postern starts, the keeper's socket
 * @param rows of the screen model
 * @param cols of the screen model
 * @param sized whether the fleet file gives the size
 * @param process the process behind an {@code exec:} console, which must be started first
 * @param encoding how the console writes characters beyond ASCII
 */
public record PortEntry(
    LineAddress address,
    int rows,
    int cols,
    boolean sized,
    Optional<MachineAddress.Exec> process,
    Charset encoding) {
  /** Makes a console that writes UTF-8. */
  public PortEntry(
      LineAddress address,
      int rows,
      int cols,
      boolean sized,
      Optional<MachineAddress.Exec> process) {
    this(address, rows, cols, sized, process, StandardCharsets.UTF_8);
  }

  /** Makes a console that another program serves. */
  public PortEntry(LineAddress address, int rows, int cols) {
    this(address, rows, cols, true, Optional.empty());
  }

  /** Returns the same console with this encoding. */
  public PortEntry in(Charset charset) {
    return new PortEntry(address, rows, cols, sized, process, charset);
  }
}
