package postern.tui.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import postern.tui.TuiTerminal;

/**
 * Collects Lanterna's output and sends it one frame at a time, so that a slow client never gets
 * half a sequence and never blocks the UI. Its size is limited because a frame is drawn only when
 * nothing is left to send.
 */
public final class FrameOutput extends OutputStream {
  private final TuiTerminal terminal;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream(8192);

  public FrameOutput(TuiTerminal terminal) {
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

  /** Sends the collected output if the terminal is writable. */
  @Override
  public void flush() {
    if (pending.size() > 0 && terminal.writable()) {
      ByteBuffer frame = ByteBuffer.wrap(pending.toByteArray());
      pending.reset();
      terminal.write(frame);
    }
  }

  /** Whether everything was sent and the terminal is writable. */
  public boolean idle() {
    flush();
    return pending.size() == 0 && terminal.writable();
  }
}
