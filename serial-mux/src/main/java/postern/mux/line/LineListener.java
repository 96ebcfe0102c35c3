package postern.mux.line;

import java.nio.ByteBuffer;

/**
 * Hears of one {@link Line}; always called on its console's thread, perhaps already before {@link
 * Line#open} has returned.
 */
public interface LineListener {
  void up();

  /** Bytes of the machine, valid during the call only. */
  void output(ByteBuffer bytes);

  /** More can be written. */
  void room();

  /**
   * The line could not be opened or was hung up; it is closed already and says nothing more.
   *
   * @param why in words a person can act on
   */
  void down(String why);
}
