package postern.mux.screen;

import java.nio.ByteBuffer;

/**
 * What stands between a machine and a person's terminal: bytes in, the same bytes out less what can
 * be turned against the person (clipboard, titles, reports that type, key modes). One for each
 * viewer, used by one thread.
 */
public final class OutputFilter {
  /** Puts what may pass into {@code out}, which must have room for {@code in.remaining() + 64}. */
  public void pass(ByteBuffer in, ByteBuffer out) {
    out.put(in);
  }

  /** Between two complete sequences and characters: a notice can be put in here. */
  public boolean atBoundary() {
    return true;
  }

  /**
   * Bytes that give the person's terminal back: main screen, cursor, modes, margins, charset,
   * colours.
   */
  public static byte[] restore() {
    return new byte[0];
  }
}
