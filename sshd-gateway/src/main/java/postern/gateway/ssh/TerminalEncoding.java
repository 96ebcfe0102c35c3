package postern.gateway.ssh;

import java.nio.ByteBuffer;
import postern.mux.screen.AsciiText;

/** Converts output to what the client's terminal reads. Used by the writing thread only. */
final class TerminalEncoding {
  private final AsciiText output = new AsciiText();
  private final AsciiText errors = new AsciiText();
  private volatile boolean utf8 = true;
  private boolean exact;

  void utf8(boolean reads) {
    utf8 = reads;
  }

  boolean utf8() {
    return utf8;
  }

  void exact(boolean on) {
    exact = on;
  }

  ByteBuffer of(ByteBuffer bytes, boolean toError) {
    return utf8 || exact ? bytes : (toError ? errors : output).of(bytes);
  }
}
