package postern.mux.screen;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Text of a charset of one byte a character as UTF-8, for people's terminals. ASCII and the
 * controls below it stay as they are. Immutable.
 */
public final class OneByteText {
  /** A byte becomes at most so many. */
  public static final int GROWS = 3;

  private final byte[][] table = new byte[256][];

  /**
   * @param charset a superset of ASCII of one byte a character
   */
  public OneByteText(Charset charset) {
    for (int i = 0; i < table.length; i++) {
      byte[] one = {(byte) i};
      table[i] = i < 0x80 ? one : new String(one, charset).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The same in UTF-8; takes all of {@code in}. */
  public ByteBuffer utf8(ByteBuffer in) {
    ByteBuffer out = ByteBuffer.allocate(GROWS * in.remaining());
    while (in.hasRemaining()) {
      out.put(table[in.get() & 0xff]);
    }
    return out.flip();
  }
}
