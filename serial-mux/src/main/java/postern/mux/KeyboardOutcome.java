package postern.mux;

/** What came of asking for the keyboard. */
public sealed interface KeyboardOutcome {
  /** It is yours now, or was already. */
  record Granted() implements KeyboardOutcome {}

  record HeldBy(Participant holder) implements KeyboardOutcome {}

  /**
   * It is kept from everybody but this one, whose log-in may still be open on the machine; {@link
   * Attachment#overrideLock} takes it all the same.
   */
  record Locked(Participant typist) implements KeyboardOutcome {}

  /** This viewer may only watch. */
  record WatchOnly() implements KeyboardOutcome {}

  /** It was not even asked for: the move could not be written down now. No console says this. */
  record NotNow() implements KeyboardOutcome {}
}
