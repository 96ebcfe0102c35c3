package postern.gateway.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import postern.gateway.work.Work;

/**
 * Gathers what the steps of some work write, and writes it between them: they never wait for a
 * client. What waits last is written by {@link #flush}.
 */
public final class BufferedOutput implements CommandOutput, Work.Pause {
  private static final int ENOUGH = 32 * 1024;

  private final CommandOutput out;
  private ByteArrayOutputStream waiting = new ByteArrayOutputStream();

  public BufferedOutput(CommandOutput out) {
    this.out = out;
  }

  @Override
  public void line(String text) {
    waiting.writeBytes((text + (terminal() ? "\r\n" : "\n")).getBytes(StandardCharsets.UTF_8));
  }

  /** Never within a step: this may wait. */
  @Override
  public void error(String text) {
    flush();
    out.error(text);
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    waiting.writeBytes(copy);
  }

  @Override
  public boolean terminal() {
    return out.terminal();
  }

  @Override
  public boolean due() {
    return waiting.size() >= ENOUGH;
  }

  @Override
  public void take() {
    flush();
  }

  public void flush() {
    if (waiting.size() > 0) {
      out.bytes(ByteBuffer.wrap(waiting.toByteArray()));
      waiting = waiting.size() > 4 * ENOUGH ? new ByteArrayOutputStream() : waiting;
      waiting.reset();
    }
  }
}
