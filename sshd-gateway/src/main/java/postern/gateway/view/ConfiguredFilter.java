package postern.gateway.view;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import postern.gateway.config.MachineEntry.Output;
import postern.mux.screen.OutputFilter;
import postern.mux.screen.RawOutput;
import postern.mux.screen.TerminalOutput;

/**
 * Passes a machine's bytes to a terminal, filtered or raw as the configuration says. A change of
 * the configuration takes effect at the end of a control sequence.
 */
final class ConfiguredFilter {
  private Supplier<Output> configured = () -> Output.FILTERED;
  private TerminalOutput current = new OutputFilter();
  private boolean wasRaw;

  /** Follows a configuration that may change while the session lasts. */
  void follow(Supplier<Output> output) {
    configured = output;
    restart();
  }

  /** Forgets the state, because what follows starts a new screen. */
  void restart() {
    restart(configured.get() == Output.RAW);
  }

  private void restart(boolean raw) {
    wasRaw |= raw;
    current = raw ? new RawOutput() : new OutputFilter();
  }

  void pass(ByteBuffer in, ByteBuffer out) {
    boolean raw = configured.get() == Output.RAW;
    if (raw != raw() && current.atBoundary()) {
      restart(raw);
    }
    current.pass(in, out);
  }

  /** Returns whether everything passes now. */
  boolean raw() {
    return current instanceof RawOutput;
  }

  /** Returns whether no control sequence is unfinished. */
  boolean atBoundary() {
    return current.atBoundary();
  }

  /** Returns the bytes that reset the terminal after everything it was sent. */
  byte[] reset() {
    return wasRaw ? new RawOutput().giveBack() : OutputFilter.restore();
  }
}
