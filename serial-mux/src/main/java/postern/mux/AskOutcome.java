package postern.mux;

/** What came of asking the holder for the keyboard. */
public sealed interface AskOutcome {
  /** The holder was told; it is an event when they answer. */
  record Asked(Participant holder) implements AskOutcome {}

  /** The request stands already, or as many as may wait do. */
  record Pending(Participant holder) implements AskOutcome {}

  /** Nobody had it, or nobody alive: taking it came to this. */
  record Took(KeyboardOutcome outcome) implements AskOutcome {}
}
