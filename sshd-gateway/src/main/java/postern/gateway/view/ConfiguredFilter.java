package postern.gateway.view;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import postern.gateway.config.MachineEntry.Output;
import postern.mux.screen.OutputFilter;
import postern.mux.screen.RawOutput;
import postern.mux.screen.TerminalOutput;

/**
 * What of a machine's bytes reaches one person's terminal, as its configuration says at the time.
 */
final class ConfiguredFilter {
  private Supplier<Output> wanted = () -> Output.FILTERED;
  private TerminalOutput way = new OutputFilter();
  private boolean wasRaw;

  /** Asked again and again, for the configuration may change meanwhile. */
  void follows(Supplier<Output> output) {
    wanted = output;
    begin();
  }

  /** What comes begins a new state. */
  void begin() {
    begin(wanted.get() == Output.RAW);
  }

  private void begin(boolean raw) {
    wasRaw |= raw;
    way = raw ? new RawOutput() : new OutputFilter();
  }

  /** A changed configuration counts from the end of a sequence on. */
  void pass(ByteBuffer in, ByteBuffer out) {
    boolean raw = wanted.get() == Output.RAW;
    if (raw != way instanceof RawOutput && way.atBoundary()) {
      begin(raw);
    }
    way.pass(in, out);
  }

  /** Everything passes now, as the operator asked. */
  boolean raw() {
    return way instanceof RawOutput;
  }

  boolean atBoundary() {
    return way.atBoundary();
  }

  /** What gives the terminal back after all that it was shown. */
  byte[] giveBack() {
    return wasRaw ? new RawOutput().giveBack() : OutputFilter.restore();
  }
}
