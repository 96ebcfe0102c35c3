package postern.audit.disk;

import java.io.IOException;

/** Free space is at the low-water mark: the rest is kept for events. */
public final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1L;

  public NoSpaceException() {
    super("No space left on device");
  }
}
