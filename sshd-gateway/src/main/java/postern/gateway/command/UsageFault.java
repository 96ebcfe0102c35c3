package postern.gateway.command;

/** The words of a command are wrong: exit 2, and this message is what the person reads. */
public final class UsageFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageFault(String message) {
    super(message);
  }
}
