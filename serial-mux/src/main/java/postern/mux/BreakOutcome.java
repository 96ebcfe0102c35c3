package postern.mux;

/** The outcome of a request to send a break. */
public sealed interface BreakOutcome {
  record Sent() implements BreakOutcome {}

  /**
   * This kind of line has no break.
   *
   * @param why says so in words
   */
  record Cannot(String why) implements BreakOutcome {}

  record NotHolder() implements BreakOutcome {}
}
