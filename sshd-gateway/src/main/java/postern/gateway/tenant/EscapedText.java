package postern.gateway.tenant;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import postern.gateway.command.UsageFault;

/** Turns a text with the escapes {@code \r \n \t \e \xHH \\} into bytes. */
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
   * @throws UsageFault for an unknown escape, or a character that the charset lacks
   */
  static byte[] bytes(String text, Charset charset) {
    EscapedText escaped = new EscapedText(text, charset);
    while (escaped.position < text.length()) {
      escaped.next();
    }
    return escaped.bytes.toByteArray();
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
              "unknown escape \\" + kind + "; escapes are \\r \\n \\t \\e \\xHH \\\\");
    }
  }

  private void hex() {
    String digits = text.substring(position, Math.min(position + 2, text.length()));
    if (!digits.matches("[0-9A-Fa-f]{2}")) {
      throw new UsageFault("\\x needs two hexadecimal digits, not " + digits);
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
          Character.toString(c)
              + " is not in the character set of the machine, "
              + encoder.charset());
    }
  }
}
