package postern.gateway.cli;

/** A command failed. The message is the one line that the person reads. */
final class CommandFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandFault(String message) {
    super(message);
  }

  CommandFault(String message, Throwable cause) {
    super(message, cause);
  }
}
