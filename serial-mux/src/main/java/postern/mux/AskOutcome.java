package postern.mux;

/** The outcome of a request for the keyboard. */
public sealed interface AskOutcome {
  /** The holder was told. Their answer is a notice. */
  record Asked(Participant holder) implements AskOutcome {}

  /** The participant has a pending request already, or too many requests are pending. */
  record Pending(Participant holder) implements AskOutcome {}

  /** The keyboard was free or its holder's link is dead, so it was taken with this outcome. */
  record Took(KeyboardOutcome outcome) implements AskOutcome {}
}
