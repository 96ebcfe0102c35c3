package postern.gateway.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import postern.gateway.work.Work;

/**
 * Buffers what the steps of a {@link Work} write and writes it between slices, so that a step never
 * waits for a client. The command writes the last part with {@link #flush}.
 */
public final class BufferedOutput implements CommandOutput, Work.Pause {
  private static final int FULL = 32 * 1024;

  private final CommandOutput out;
  private ByteArrayOutputStream buffer = new ByteArrayOutputStream();

  public BufferedOutput(CommandOutput out) {
    this.out = out;
  }

  @Override
  public void line(String text) {
    buffer.writeBytes((text + (terminal() ? "\r\n" : "\n")).getBytes(StandardCharsets.UTF_8));
  }

  /** Must not be called within a step, since it may wait for the client. */
  @Override
  public void error(String text) {
    flush();
    out.error(text);
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    buffer.writeBytes(copy);
  }

  @Override
  public boolean terminal() {
    return out.terminal();
  }

  @Override
  public boolean due() {
    return buffer.size() >= FULL;
  }

  @Override
  public void take() {
    flush();
  }

  /** Writes what is buffered; may wait for the client. */
  public void flush() {
    if (buffer.size() > 0) {
      out.bytes(ByteBuffer.wrap(buffer.toByteArray()));
      buffer = buffer.size() > 4 * FULL ? new ByteArrayOutputStream() : buffer;
      buffer.reset();
    }
  }
}
