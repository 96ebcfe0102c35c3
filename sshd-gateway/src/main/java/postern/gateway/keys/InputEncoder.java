package postern.gateway.keys;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * What a person types, whose terminal speaks UTF-8, in the machine's own charset of one byte a
 * character, however the packets cut it. What is no UTF-8, or has no character there, passes as it
 * is.
 */
public final class InputEncoder {
  private static final int LONGEST = 4;

  private final Charset machine;
  private final byte[] begun = new byte[LONGEST];
  private int count;

  public InputEncoder(Charset machine) {
    this.machine = machine;
  }

  /** The same for the machine, but for a character whose end is still to come. */
  public ByteBuffer encoded(ByteBuffer typed) {
    ByteBuffer out = ByteBuffer.allocate(typed.remaining() + LONGEST);
    while (typed.hasRemaining()) {
      byte b = typed.get();
      boolean goesOn = (b & 0xc0) == 0x80 && count > 0;
      if (!goesOn) {
        pass(out);
      }
      if (goesOn || ((b & 0xff) >= 0xc2 && (b & 0xff) < 0xf5)) {
        begun[count++] = b;
        if (count == length(begun[0])) {
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
    String text = new String(begun, 0, count, StandardCharsets.UTF_8);
    try {
      out.put(machine.newEncoder().encode(CharBuffer.wrap(text)));
      count = 0;
    } catch (CharacterCodingException e) {
      pass(out); // the machine has no such character
    }
  }

  private void pass(ByteBuffer out) {
    out.put(begun, 0, count);
    count = 0;
  }
}
