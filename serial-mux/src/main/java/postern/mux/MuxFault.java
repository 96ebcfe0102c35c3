package postern.mux;

import org.jspecify.annotations.Nullable;

/** Thrown if consoles cannot be served at all. The message tells the operator why. */
public final class MuxFault extends RuntimeException {
  public MuxFault(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
