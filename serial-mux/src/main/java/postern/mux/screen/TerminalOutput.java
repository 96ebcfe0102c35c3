package postern.mux.screen;

import java.nio.ByteBuffer;

/** The way of a machine's bytes to one person's terminal; used by one thread. */
public interface TerminalOutput {
  /** Puts what passes into {@code out}, which must have room for {@code in.remaining() + 64}. */
  void pass(ByteBuffer in, ByteBuffer out);

  /** Between two complete sequences and characters: a notice can be put in here. */
  boolean atBoundary();

  /**
   * Bytes that give the person's terminal back: main screen, cursor, modes, margins, charset,
   * colours. Nothing is erased and no text moves.
   */
  byte[] giveBack();
}
