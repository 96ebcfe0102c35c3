package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postern.mux.ScreenSnapshot;

class FloodSkipTest {
  private static final List<ScreenCase> BEFORE = ScreenCases.all();
  private static final int PIECE = 1_000; // too short for anything to be skipped

  private static byte[] flood(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int longest = 1 + random.nextInt(200);
    int odd = 2 + random.nextInt(100);
    while (out.size() < 40_000) {
      for (int i = random.nextInt(longest); i > 0; i--) {
        out.write(' ' + random.nextInt(95));
      }
      out.writeBytes(
          (random.nextInt(odd) == 0 ? "\n" : "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      out.writeBytes(BEFORE.get(random.nextInt(BEFORE.size())).input());
    }
    return out.toByteArray();
  }

  private static void inPieces(Screen screen, byte[] bytes) {
    for (int at = 0; at < bytes.length; at += PIECE) {
      screen.feed(ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at)));
    }
  }

  @Test
  @Tag("long")
  void skippingPartOfAFloodChangesNothing() {
    Random random = new Random(20261123);
    for (int round = 0; round < 1_500; round++) {
      int rows = 1 + random.nextInt(40);
      int cols = 1 + random.nextInt(120);
      Screen whole = new Screen(rows, cols);
      Screen slow = new Screen(rows, cols);
      for (int i = random.nextInt(4); i > 0; i--) {
        byte[] before = BEFORE.get(random.nextInt(BEFORE.size())).input();
        whole.feed(ByteBuffer.wrap(before));
        slow.feed(ByteBuffer.wrap(before));
      }
      byte[] flood = flood(random);
      ByteBuffer bytes = ByteBuffer.allocateDirect(flood.length).put(flood).flip();
      whole.feed(random.nextBoolean() ? bytes : ByteBuffer.wrap(flood));
      inPieces(slow, flood);
      byte[] more = BEFORE.get(random.nextInt(BEFORE.size())).input();
      whole.feed(ByteBuffer.wrap(more));
      slow.feed(ByteBuffer.wrap(more));
      ScreenSnapshot expected = slow.view(0);
      ScreenSnapshot shown = whole.view(0);
      assertThat(shown.lines()).as("round %d", round).isEqualTo(expected.lines());
      assertThat(shown.paint()).as("round %d", round).isEqualTo(expected.paint());
      assertThat(shown.modes()).as("round %d", round).isEqualTo(expected.modes());
    }
  }

  @Test
  void mostOfALongFloodIsSkipped() {
    byte[] lines = "0123456789\r\n".repeat(5_000).getBytes(StandardCharsets.US_ASCII);
    int begin = FloodSkip.startOf(lines, 0, lines.length, 48);
    assertThat(lines.length - begin).isBetween(48 * 12, 50 * 12);
    assertThat(lines[begin]).isEqualTo((byte) '\r');
  }

  @Test
  void nothingIsSkippedBeforeTheFirstSequence() {
    byte[] lines = ("\033[1m" + "x\r\n".repeat(5_000)).getBytes(StandardCharsets.US_ASCII);
    assertThat(FloodSkip.startOf(lines, 0, lines.length, 48)).isZero();
  }
}
