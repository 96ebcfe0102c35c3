package postern.mux.screen;

import java.nio.ByteBuffer;

/** Carries a machine's output to one person's terminal. Used by one thread. */
public interface TerminalOutput {
  /**
   * Writes what passes to {@code out}, which must have room for {@code in.remaining() + 64} bytes.
   */
  void pass(ByteBuffer in, ByteBuffer out);

  /**
   * Returns whether the output is between two complete sequences and characters, so that a notice
   * may be inserted.
   */
  boolean atBoundary();

  /**
   * Returns the bytes that restore the person's terminal: main screen, cursor, modes, margins,
   * character set and colours. They erase nothing and move no text.
   */
  byte[] giveBack();
}
