package postern.mux;

/** The outcome of taking the keyboard. */
public sealed interface KeyboardOutcome {
  /** The participant has the keyboard now, or had it already. */
  record Granted() implements KeyboardOutcome {}

  record HeldBy(Participant holder) implements KeyboardOutcome {}

  /**
   * The keyboard is locked for this participant, whose login may still be open on the machine.
   * {@link Attachment#overrideLock} takes it nevertheless.
   */
  record Locked(Participant typist) implements KeyboardOutcome {}

  /** This participant may only watch. */
  record WatchOnly() implements KeyboardOutcome {}

  /**
   * The keyboard was not taken, because the move could not be recorded. A console never returns
   * this.
   */
  record NotNow() implements KeyboardOutcome {}
}
