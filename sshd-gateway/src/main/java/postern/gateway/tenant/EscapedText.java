package postern.gateway.tenant;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import postern.gateway.command.UsageFault;

/** The bytes that a text with {@code \r \n \t \e \xHH \\} means. */
final class EscapedText {
  private final String text;
  private final CharsetEncoder encoder;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int position;

  private EscapedText(String text, Charset charset) {
    this.text = text;
    this.encoder = charset.newEncoder();
  }

  /**
   * @throws UsageFault for an unknown escape, or a character that the machine's charset has not
   */
  static byte[] bytes(String text, Charset charset) {
    EscapedText meant = new EscapedText(text, charset);
    while (meant.position < text.length()) {
      meant.next();
    }
    return meant.bytes.toByteArray();
  }

  private void next() {
    int c = text.codePointAt(position);
    position += Character.charCount(c);
    if (c == '\\') {
      escape();
    } else {
      plain(c);
    }
  }

  private void escape() {
    char kind = position < text.length() ? text.charAt(position++) : ' ';
    switch (kind) {
      case 'r' -> bytes.write('\r');
      case 'n' -> bytes.write('\n');
      case 't' -> bytes.write('\t');
      case 'e' -> bytes.write(0x1b);
      case '\\' -> bytes.write('\\');
      case 'x' -> hex();
      default ->
          throw new UsageFault(
              "\\" + kind + " is unknown in a text; there are \\r \\n \\t \\e \\xHH \\\\");
    }
  }

  private void hex() {
    String digits = text.substring(position, Math.min(position + 2, text.length()));
    if (!digits.matches("[0-9A-Fa-f]{2}")) {
      throw new UsageFault("\\x wants two hexadecimal digits, not " + digits);
    }
    bytes.write(Integer.parseInt(digits, 16));
    position += 2;
  }

  private void plain(int c) {
    try {
      ByteBuffer made = encoder.encode(CharBuffer.wrap(Character.toChars(c)));
      bytes.write(made.array(), made.arrayOffset(), made.remaining());
    } catch (CharacterCodingException e) {
      throw new UsageFault(
          Character.toString(c) + " is no character of " + encoder.charset() + ", which is spoken");
    }
  }
}
