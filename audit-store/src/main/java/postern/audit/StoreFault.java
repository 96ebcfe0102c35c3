package postern.audit;

/** A failure of the store. The message is one line that a person can act on. */
public final class StoreFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What failed. */
  public enum Kind {
    /** Another process has the directory open; the message says which. */
    IN_USE,
    /** The disk, its permissions or its space. */
    DISK,
    /** A file is damaged. */
    DAMAGED,
    /** The caller passed an invalid argument. */
    CALLER
  }

  private final Kind kind;

  public StoreFault(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public StoreFault(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
