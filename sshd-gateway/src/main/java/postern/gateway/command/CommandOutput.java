package postern.gateway.command;

import java.nio.ByteBuffer;

/** Where a command's words go: an ssh channel or the process's own streams. Calls may wait. */
public interface CommandOutput {
  /** A line to standard output; the line end is the place's own. */
  void line(String text);

  /** A line to standard error. */
  void error(String text);

  /** Bytes to standard output, exact. */
  void bytes(ByteBuffer bytes);

  /** Standard output is a terminal: raw bytes of machines must not go there. */
  boolean terminal();

  /** Nobody reads any more; the command ends. */
  final class Gone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Gone() {
      super("the client has gone");
    }
  }
}
