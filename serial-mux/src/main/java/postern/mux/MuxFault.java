package postern.mux;

import org.jspecify.annotations.Nullable;

/** Consoles cannot be served at all; the message says why, to the operator. */
public final class MuxFault extends RuntimeException {
  public MuxFault(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
