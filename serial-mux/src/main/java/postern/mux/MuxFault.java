package postern.mux;

/** Consoles cannot be served at all; the message says why, to the operator. */
public final class MuxFault extends RuntimeException {
  MuxFault(String message, Throwable cause) {
    super(message, cause);
  }
}
