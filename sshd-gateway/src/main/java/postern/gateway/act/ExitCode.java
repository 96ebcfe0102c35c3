package postern.gateway.act;

/** The exit codes of commands and sessions, as the tenants' manual lists them. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILED = 1;

  /** The words of the command are wrong; nothing was done. */
  public static final int WRONG_USE = 2;

  public static final int NOT_PERMITTED = 3;
  public static final int BUSY = 4;

  /** A power action was taken, but its effect was not seen in time. */
  public static final int NOT_SEEN = 5;

  public static final int NOT_RECORDED = 6;

  private ExitCode() {}
}
