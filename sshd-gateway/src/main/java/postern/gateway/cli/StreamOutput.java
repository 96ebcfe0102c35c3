package postern.gateway.cli;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import postern.gateway.command.CommandOutput;

/** Writes a command's output to the process's own streams. */
final class StreamOutput implements CommandOutput {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;

  StreamOutput(PrintStream out, PrintStream err, boolean terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public void line(String text) {
    bytes(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void error(String text) {
    out.flush();
    err.println(text);
    err.flush();
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    out.write(copy, 0, copy.length);
    if (out.checkError()) {
      throw new Gone();
    }
  }

  @Override
  public boolean terminal() {
    return terminal;
  }
}
