package postern.gateway.ssh;

import org.jspecify.annotations.Nullable;

/** The door could not be opened: what is wrong, where, and what would be right. */
public final class DoorFault extends RuntimeException {
  public DoorFault(String message) {
    super(message);
  }

  public DoorFault(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
