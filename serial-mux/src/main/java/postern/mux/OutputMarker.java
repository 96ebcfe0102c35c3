package postern.mux;

/** What a console's output tells about its machine. */
public enum OutputMarker {
  /** Firmware, boot loader or kernel starts. */
  BOOT,
  /** A kernel's panic or oops. */
  PANIC,
  /** A login prompt: whoever was logged in here is not any more. */
  LOGIN
}
