package postern.mux;

/** What came of asking for the keyboard. */
public sealed interface KeyboardOutcome {
  /** It is yours now, or was already. */
  record Yours() implements KeyboardOutcome {}

  record HeldBy(Viewer holder) implements KeyboardOutcome {}

  /** This viewer may only watch. */
  record WatchOnly() implements KeyboardOutcome {}
}
