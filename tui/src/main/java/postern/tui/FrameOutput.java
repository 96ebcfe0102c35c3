package postern.tui;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Collects what Lanterna writes and hands it over whole, so that a slow client never gets half a
 * sequence and never makes the user interface wait. Bounded because a frame is only drawn while
 * nothing is left to send.
 */
final class FrameOutput extends OutputStream {
  private final TuiTerminal terminal;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream(8192);

  FrameOutput(TuiTerminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void write(int b) {
    pending.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    pending.write(bytes, offset, length);
  }

  /** Sends what is there if the terminal takes it now. */
  @Override
  public void flush() {
    if (pending.size() > 0 && terminal.writable()) {
      ByteBuffer frame = ByteBuffer.wrap(pending.toByteArray());
      pending.reset();
      terminal.write(frame);
    }
  }

  /** Everything is with the client, and it would take more. */
  boolean idle() {
    flush();
    return pending.size() == 0 && terminal.writable();
  }
}
