package postern.mux.screen;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Converts text of a single-byte charset to UTF-8. ASCII and its controls do not change. Immutable.
 */
public final class OneByteText {
  /** The largest number of bytes that one byte becomes. */
  public static final int GROWS = 3;

  private final byte[][] table = new byte[256][];

  /**
   * @param charset a single-byte superset of ASCII
   */
  public OneByteText(Charset charset) {
    for (int i = 0; i < table.length; i++) {
      byte[] one = {(byte) i};
      table[i] = i < 0x80 ? one : new String(one, charset).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Returns the text in UTF-8, and consumes {@code in}. */
  public ByteBuffer utf8(ByteBuffer in) {
    ByteBuffer out = ByteBuffer.allocate(GROWS * in.remaining());
    while (in.hasRemaining()) {
      out.put(table[in.get() & 0xff]);
    }
    return out.flip();
  }
}
