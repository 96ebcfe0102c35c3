package postern.mux;

/** What became of a break. */
public sealed interface BreakOutcome {
  record Sent() implements BreakOutcome {}

  /** This kind of line has no break; says so in words. */
  record Cannot(String why) implements BreakOutcome {}

  record NotHolder() implements BreakOutcome {}
}
