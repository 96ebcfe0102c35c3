package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Testing eight bytes at once gives the same result as testing one byte at a time. */
class PrintableTest {
  @Test
  void everyByteInEveryPlaceIsTested() {
    for (int place = 0; place < 8; place++) {
      for (int each = 0; each < 256; each++) {
        byte[] bytes = "printabl".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        bytes[place] = (byte) each;
        assertThat(Printable.endOfPrintable(bytes, 0, 8) == 8).isEqualTo(slowly(bytes));
        checkWithControls(bytes);
      }
    }
  }

  @Test
  void noMixOfBytesIsMistaken() {
    Random random = new Random(3);
    byte[] edges = {
      0,
      1,
      0x1f,
      0x20,
      0x21,
      0x7e,
      0x7f,
      (byte) 0x80,
      (byte) 0x81,
      (byte) 0xff,
      'a',
      '\r',
      '\n',
      6,
      7,
      9,
      11,
      12,
      14,
      15,
      16
    };
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[8];
      for (int i = 0; i < 8; i++) {
        bytes[i] = edges[random.nextInt(edges.length)];
      }
      assertThat(Printable.endOfPrintable(bytes, 0, 8) == 8).isEqualTo(slowly(bytes));
      checkWithControls(bytes);
    }
  }

  @Test
  void theEndIsWhereFewerThanEightAreLeftOrOtherBytesStand() {
    byte[] bytes =
        "0123456789012345\r\n 678901\u007f".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThat(Printable.endOfLines(bytes, 1, 15)).isEqualTo(9);
    assertThat(Printable.endOfLines(bytes, 0, bytes.length)).isEqualTo(24);
    assertThat(Printable.endOfText(bytes, 2, bytes.length)).isEqualTo(18);
    assertThat(Printable.endOfPrintable(bytes, 0, bytes.length)).isEqualTo(16);
    assertThat(Printable.endOfLines(bytes, bytes.length, bytes.length)).isEqualTo(bytes.length);
  }

  private static void checkWithControls(byte[] bytes) {
    boolean orLineEnds = slowly(without(bytes, each -> each == '\r' || each == '\n'));
    assertThat(Printable.endOfLines(bytes, 0, 8) == 8).isEqualTo(orLineEnds);
    boolean orControls = slowly(without(bytes, each -> each >= 7 && each <= 15));
    assertThat(Printable.endOfText(bytes, 0, 8) == 8).isEqualTo(orControls);
  }

  private static byte[] without(byte[] bytes, IntPredicate these) {
    byte[] without = bytes.clone();
    for (int i = 0; i < bytes.length; i++) {
      without[i] = these.test(bytes[i]) ? (byte) 'x' : bytes[i];
    }
    return without;
  }

  private static boolean slowly(byte[] bytes) {
    for (byte each : bytes) {
      if (each < 0x20 || each == 0x7f) {
        return false;
      }
    }
    return true;
  }
}
