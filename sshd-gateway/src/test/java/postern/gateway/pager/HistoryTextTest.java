package postern.gateway.pager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HistoryTextTest {
  @Test
  void givesTheLastWholeLinesWithColoursOnly() {
    assertThat(last("a\r\nb\r\nc\r\nprompt# ", 2)).isEqualTo("b\r\nc\r\n\33[0m");
    assertThat(last("a\nb\n", 9)).isEqualTo("a\r\nb\r\n\33[0m");
    assertThat(last("no line end", 3)).isEqualTo("\33[0m");
    assertThat(last("\33[31mred\33[0m\n", 1)).isEqualTo("\33[31mred\33[0m\r\n\33[0m");
    assertThat(last("\33[6n\33[c\33[2J\33[?1049hx\n", 1)).isEqualTo("x\r\n\33[0m");
    assertThat(last("\33]52;c;AAAA\7x\33P+q\33\\y\33(0z\n", 1)).isEqualTo("xyz\r\n\33[0m");
  }

  @Test
  void c1ControlsInUtf8AreRemovedToo() {
    assertThat(last("a\u00c2\u009d2;title\u00c2\u009cb\n", 1)).isEqualTo("ab\r\n\33[0m");
    assertThat(last("\u00c2\u009b5nx\u00c2\u0090+q\n\u00c3\u00a9\n", 1))
        .isEqualTo("\u00c3\u00a9\r\n\33[0m");
    assertThat(last("\u009b5ny\n", 1)).isEqualTo("5ny\r\n\33[0m");
  }

  @Test
  void survivesAnyBytes() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] =
            random.nextInt(4) == 0 ? (byte) "\33[]P\n\\m".charAt(random.nextInt(7)) : bytes[j];
      }
      assertThat(HistoryText.last(ByteBuffer.wrap(bytes), 1 + random.nextInt(3))).isNotEmpty();
    }
  }

  private static String last(String text, int lines) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new String(HistoryText.last(ByteBuffer.wrap(bytes), lines), StandardCharsets.ISO_8859_1);
  }
}
