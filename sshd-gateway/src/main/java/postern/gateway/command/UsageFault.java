package postern.gateway.command;

/** Thrown when the arguments of a command are wrong. The person reads the message; exit code 2. */
public final class UsageFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageFault(String message) {
    super(message);
  }
}
