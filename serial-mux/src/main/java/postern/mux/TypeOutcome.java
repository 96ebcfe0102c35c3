package postern.mux;

/** What became of typed bytes. */
public sealed interface TypeOutcome {
  /**
   * The first {@code bytes} were taken for the machine. Fewer than offered: the console's 64 KiB of
   * waiting input are full; the wake-up runs when there is room.
   */
  record Accepted(int bytes) implements TypeOutcome {}

  /** Someone else, or nobody, has the keyboard. */
  record NotHolder() implements TypeOutcome {}

  /** The line is down; nothing typed now is kept. */
  record LineDown(LineState.Down state) implements TypeOutcome {}

  /** Strict mode: what cannot be recorded is not sent. */
  record NotRecorded(String why) implements TypeOutcome {}
}
