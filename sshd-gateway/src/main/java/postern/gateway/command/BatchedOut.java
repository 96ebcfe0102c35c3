package postern.gateway.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Gathers many short lines into few writes; what waits is written by {@link #flush}. */
final class BatchedOut implements Out {
  private static final int ENOUGH = 16 * 1024;

  private final Out out;
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

  BatchedOut(Out out) {
    this.out = out;
  }

  @Override
  public void line(String text) {
    waiting.writeBytes((text + (terminal() ? "\r\n" : "\n")).getBytes(StandardCharsets.UTF_8));
    if (waiting.size() >= ENOUGH) {
      flush();
    }
  }

  @Override
  public void error(String text) {
    flush();
    out.error(text);
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    flush();
    out.bytes(bytes);
  }

  @Override
  public boolean terminal() {
    return out.terminal();
  }

  void flush() {
    if (waiting.size() > 0) {
      out.bytes(ByteBuffer.wrap(waiting.toByteArray()));
      waiting.reset();
    }
  }
}
