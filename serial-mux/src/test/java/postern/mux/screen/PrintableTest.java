package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Eight bytes at once say what eight looks at one byte say. */
class PrintableTest {
  @Test
  void everyByteInEveryPlaceIsSeen() {
    for (int place = 0; place < 8; place++) {
      for (int each = 0; each < 256; each++) {
        byte[] bytes = "printabl".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        bytes[place] = (byte) each;
        assertThat(Printable.all(ByteBuffer.wrap(bytes).getLong())).isEqualTo(slowly(bytes));
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
      12,
      14,
      9,
      11
    };
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[8];
      for (int i = 0; i < 8; i++) {
        bytes[i] = edges[random.nextInt(edges.length)];
      }
      assertThat(Printable.all(bytes, 0)).isEqualTo(slowly(bytes));
      assertThat(Printable.allOrLineEnds(bytes, 0)).isEqualTo(slowlyOrLineEnds(bytes));
    }
  }

  private static boolean slowlyOrLineEnds(byte[] bytes) {
    byte[] without = bytes.clone();
    for (int i = 0; i < 8; i++) {
      without[i] = bytes[i] == '\r' || bytes[i] == '\n' ? (byte) 'x' : bytes[i];
    }
    return slowly(without);
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
