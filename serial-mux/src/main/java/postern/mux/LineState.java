package postern.mux;

import java.time.Instant;

/** Whether the line of a console is up or down. */
public sealed interface LineState {
  Instant since();

  record Up(Instant since) implements LineState {}

  /**
   * @param why in words a person can act on
   * @param nextTry the time of the next automatic try
   */
  record Down(Instant since, String why, Instant nextTry) implements LineState {}
}
