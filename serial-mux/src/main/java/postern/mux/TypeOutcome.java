package postern.mux;

/** The outcome of typing. */
public sealed interface TypeOutcome {
  /**
   * The first {@code bytes} bytes were accepted. If that is fewer than offered, the console's 64
   * KiB of pending input are full, and the wake-up runs when there is room.
   */
  record Accepted(int bytes) implements TypeOutcome {}

  /** Somebody else, or nobody, has the keyboard. */
  record NotHolder() implements TypeOutcome {}

  /** The line is down. Nothing typed now is kept. */
  record LineDown(LineState.Down state) implements TypeOutcome {}

  /** In strict mode, input that cannot be recorded is not sent. */
  record NotRecorded(String why) implements TypeOutcome {}
}
