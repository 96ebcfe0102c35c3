package postern.mux;

/** What a phrase in a console's output shows about its machine. */
public enum OutputMarker {
  /** Firmware, a boot loader or a kernel starts. */
  BOOT,
  /** A kernel panics or reports an oops. */
  PANIC,
  /** A login prompt appears, so that any earlier login is over. */
  LOGIN
}
