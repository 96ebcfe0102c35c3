package postern.tui;

/** The outcome of an act, in one line for the person who requested it. */
public sealed interface ActOutcome {
  String text();

  /** It took effect. */
  record Done(String text) implements ActOutcome {}

  /** It was requested, but no effect was seen. */
  record NotSeen(String text) implements ActOutcome {}

  /** It was not done. */
  record Refused(String text) implements ActOutcome {}
}
