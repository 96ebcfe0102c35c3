package postern.gateway.keys;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Converts what a person types from UTF-8 to the machine's charset, which has one byte for each
 * character. Characters may be divided between packets. Bytes that are not UTF-8, and characters
 * that the charset lacks, pass unchanged.
 */
public final class InputEncoder {
  private static final int LONGEST = 4;

  private final Charset machine;
  private final byte[] started = new byte[LONGEST];
  private int count;

  public InputEncoder(Charset machine) {
    this.machine = machine;
  }

  /** Returns the bytes for the machine, without a character that is not complete yet. */
  public ByteBuffer encode(ByteBuffer typed) {
    ByteBuffer out = ByteBuffer.allocate(typed.remaining() + LONGEST);
    while (typed.hasRemaining()) {
      byte b = typed.get();
      boolean continues = (b & 0xc0) == 0x80 && count > 0;
      if (!continues) {
        pass(out);
      }
      if (continues || ((b & 0xff) >= 0xc2 && (b & 0xff) < 0xf5)) {
        started[count++] = b;
        if (count == length(started[0])) {
          character(out);
        }
      } else {
        out.put(b);
      }
    }
    return out.flip();
  }

  private static int length(byte lead) {
    int b = lead & 0xff;
    return b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
  }

  private void character(ByteBuffer out) {
    String text = new String(started, 0, count, StandardCharsets.UTF_8);
    try {
      out.put(machine.newEncoder().encode(CharBuffer.wrap(text)));
      count = 0;
    } catch (CharacterCodingException e) {
      pass(out); // the charset lacks this character
    }
  }

  private void pass(ByteBuffer out) {
    out.put(started, 0, count);
    count = 0;
  }
}
