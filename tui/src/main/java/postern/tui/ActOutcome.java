package postern.tui;

/** What came of an act, in one line for the person who asked for it. */
public sealed interface ActOutcome {
  String text();

  /** It is so, and was seen. */
  record Done(String text) implements ActOutcome {}

  /** It was asked for, and not seen to happen. */
  record NotSeen(String text) implements ActOutcome {}

  /** It was not done. */
  record Refused(String text) implements ActOutcome {}
}
