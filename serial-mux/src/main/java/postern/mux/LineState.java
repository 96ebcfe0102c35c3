package postern.mux;

import java.time.Instant;

/** Whether a console's line carries bytes now. */
public sealed interface LineState {
  Instant since();

  record Up(Instant since) implements LineState {}

  /**
   * @param why in words a person can act on
   * @param nextTry when it is tried again by itself
   */
  record Down(Instant since, String why, Instant nextTry) implements LineState {}
}
