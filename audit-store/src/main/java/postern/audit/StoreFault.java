package postern.audit;

/** The store cannot do what was asked; the message is one line that a person can act on. */
public final class StoreFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is. */
  public enum Kind {
    /** Another gateway has the directory; the message says which. */
    IN_USE,
    /** The disk, its rights or its space. */
    DISK,
    /** A file is not what it should be. */
    DAMAGED,
    /** What was asked for makes no sense. */
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
