package postern.gateway.command;

import java.nio.ByteBuffer;

/**
 * The output of a command: an SSH channel, or the streams of the process. A call may wait for the
 * reader.
 */
public interface CommandOutput {
  /** Writes a line to standard output, with the line end that suits the reader. */
  void line(String text);

  /** Writes a line to standard error. */
  void error(String text);

  /** Writes bytes to standard output unchanged. */
  void bytes(ByteBuffer bytes);

  /** Whether standard output is a terminal, which raw bytes of machines must not reach. */
  boolean terminal();

  /** Thrown when nobody reads the output any more, which ends the command. */
  final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Gone() {
      super("the client has gone");
    }
  }
}
