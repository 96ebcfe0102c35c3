package postern.gateway.view;

import java.nio.ByteBuffer;
import postern.mux.ScreenSnapshot;
import postern.mux.screen.TerminalQueries;

/** What the machine says that no terminal here is shown, but may have to be answered. */
final class HiddenQueries {
  private final TerminalQueries queries = new TerminalQueries();
  private long until;

  /**
   * @param end the offset behind it
   */
  void said(ByteBuffer bytes, long end) {
    queries.feed(bytes);
    until = end;
  }

  boolean asked() {
    return queries.pending();
  }

  /** The answers, once that screen has the questions behind it. */
  byte[] answers(ScreenSnapshot view) {
    return view.offset() < until ? new byte[0] : queries.answers(view);
  }
}
