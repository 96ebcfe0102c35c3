package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** UTF-8 for terminals that read single bytes. */
final class AsciiTextTest {
  private static byte[] shown(byte[] bytes, Random cuts) {
    AsciiText text = new AsciiText();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + cuts.nextInt(5));
      ByteBuffer out = text.of(ByteBuffer.wrap(bytes, at, end - at));
      byte[] some = new byte[out.remaining()];
      out.get(some);
      all.writeBytes(some);
      at = end;
    }
    return all.toByteArray();
  }

  private static String shown(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new String(shown(utf8, new Random(1)), StandardCharsets.ISO_8859_1);
  }

  @Test
  void asciiIsReturnedAsItIs() {
    ByteBuffer in = ByteBuffer.wrap("a line of a boot log\r\n".getBytes(StandardCharsets.UTF_8));
    assertThat(new AsciiText().of(in)).isSameAs(in);
  }

  @Test
  void asciiAfterAnIncompleteCharacterIsNotLostNorReordered() {
    AsciiText text = new AsciiText();
    text.of(ByteBuffer.wrap(new byte[] {(byte) 0xc3}));
    ByteBuffer out = text.of(StandardCharsets.US_ASCII.encode("0123456789"));
    assertThat(StandardCharsets.ISO_8859_1.decode(out).toString()).isEqualTo("\u00c30123456789");
  }

  @Test
  void largePiecesComeOutAsSmallOnesDo() {
    Random random = new Random(4);
    String mixed = "a plain text that is long é世\u019d\r\n";
    for (int round = 0; round < 2_000; round++) {
      StringBuilder some = new StringBuilder();
      for (int i = random.nextInt(4); i >= 0; i--) {
        some.append(mixed, random.nextInt(mixed.length()), mixed.length());
      }
      byte[] utf8 = some.toString().getBytes(StandardCharsets.UTF_8);
      ByteBuffer whole = new AsciiText().of(ByteBuffer.wrap(utf8.clone()));
      assertThat(whole.equals(ByteBuffer.wrap(shown(utf8, random)))).isTrue();
    }
  }

  @Test
  void charactersBecomeAsciiOfTheSameWidth() {
    assertThat(shown("ls -l\r\n\033[31m")).isEqualTo("ls -l\r\n\033[31m");
    assertThat(shown("\u019d0;title\u0007")).isEqualTo("?0;title\u0007");
    assertThat(shown("\u019b21t")).isEqualTo("?21t");
    assertThat(shown("déjà vu, Å")).isEqualTo("deja vu, A");
    assertThat(shown("┌──┬─┐│╔══╗║")).isEqualTo("+--+-+|+==+|");
    assertThat(shown("世界 e\u0301 █")).isEqualTo("???? e #");
    assertThat(shown("“a” … – →")).isEqualTo("\"a\" . - >");
    for (int c = 0xa0; c < 0x30000; c++) {
      if (Character.isDefined(c) && !Character.isSurrogate((char) c)) {
        String one = shown(Character.toString(c));
        assertThat(one).as("U+%04X", c).hasSize(CharacterWidth.of(c)).matches("[ -~]*");
      }
    }
  }

  @Test
  void noEightBitControlPassesHoweverItIsSplit() {
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[64];
      random.nextBytes(bytes);
      for (byte each : shown(bytes, random)) {
        assertThat(each & 0xff).matches(b -> b < 0x80 || b > 0x9f);
      }
    }
  }

  @Test
  void bytesOfAnotherCharsetPass() {
    byte[] koi8 = {(byte) 0xd0, (byte) 0xd2, (byte) 0xc9, 'x', (byte) 0xf7, (byte) 0xff};
    assertThat(shown(koi8, new Random(1))).isEqualTo(koi8);
    byte[] overlong = {(byte) 0xc0, (byte) 0x9b, (byte) 0xe0, (byte) 0x82, (byte) 0x9b, 'x'};
    assertThat(shown(overlong, new Random(1)))
        .containsExactly((byte) 0xc0, (byte) 0xe0, (byte) 'x');
  }
}
