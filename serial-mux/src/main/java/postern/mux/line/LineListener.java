package postern.mux.line;

import java.nio.ByteBuffer;

/**
 * Receives the events of one {@link Line} on its console's event loop, possibly before {@link
 * Line#open} has returned.
 */
public interface LineListener {
  void up();

  /** Output of the machine, valid during the call only. */
  void output(ByteBuffer bytes);

  /** More can be written. */
  void room();

  /**
   * The line could not be opened or was closed by the far end. It is closed and reports nothing
   * more.
   *
   * @param why in words a person can act on
   */
  void down(String why);
}
