package postern.gateway.view;

import java.nio.ByteBuffer;
import postern.mux.ScreenSnapshot;
import postern.mux.screen.TerminalQueries;

/**
 * The queries for a terminal in output that this terminal does not get. The screen model answers
 * them instead.
 */
final class HiddenQueries {
  private final TerminalQueries queries = new TerminalQueries();
  private long until;

  /**
   * Looks for queries in hidden output.
   *
   * @param end the offset of the end of these bytes
   */
  void feed(ByteBuffer bytes, long end) {
    queries.feed(bytes);
    until = end;
  }

  boolean pending() {
    return queries.pending();
  }

  /** Returns the replies, or none if the screen model has not yet processed the queries. */
  byte[] replies(ScreenSnapshot screen) {
    return screen.offset() < until ? new byte[0] : queries.answers(screen);
  }
}
