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

class ScreenFuzzTest {
  private static final List<ScreenCase> SEEDS = ScreenCases.all();
  private static final String FINALS = "@ABCDEFGHIJKLMPSTXZ^`abcdefghklmnqrsu";

  /** Fragments of known sequences, mutated and mixed with text and noise. */
  static byte[] stream(Random random, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(size + 64);
    while (out.size() < size) {
      switch (random.nextInt(8)) {
        case 0 -> noise(random, out);
        case 1, 2 -> out.writeBytes(mutated(random));
        case 3, 4 -> out.writeBytes(SEEDS.get(random.nextInt(SEEDS.size())).input());
        case 5 -> out.writeBytes(command(random));
        case 6 -> out.writeBytes("plain text, 漢字 e\u0301 \r\n".getBytes(StandardCharsets.UTF_8));
        default ->
            out.writeBytes(
                Character.toString(random.nextInt(0xd800)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static void noise(Random random, ByteArrayOutputStream out) {
    for (int i = random.nextInt(20); i > 0; i--) {
      out.write(random.nextInt(256));
    }
  }

  private static byte[] mutated(Random random) {
    byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).input();
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    return bytes;
  }

  private static byte[] command(Random random) {
    StringBuilder command = new StringBuilder("\033[");
    command.append(random.nextInt(6) == 0 ? "?" : "");
    for (int i = random.nextInt(4); i > 0; i--) {
      command
          .append(random.nextInt(random.nextInt(20) == 0 ? 100_000 : 12))
          .append(random.nextInt(9) == 0 ? ':' : ';');
    }
    command.append(random.nextInt(12)).append(FINALS.charAt(random.nextInt(FINALS.length())));
    return command.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** More by {@code -Dpostern.fuzz.bytes=100000000}; the benchmark {@code screen} measures. */
  private static final long FED = Long.getLong("postern.fuzz.bytes", 10_000_000);

  @Test
  @Tag("long")
  void tenMillionRandomBytesDoNoHarm() {
    Random random = new Random(20261122);
    long fed = 0;
    while (fed < FED) {
      Screen screen = new Screen(1 + random.nextInt(30), 1 + random.nextInt(100));
      for (int i = 0; i < 20; i++) {
        byte[] bytes = stream(random, 10_000);
        screen.feed(ByteBuffer.wrap(bytes));
        fed += bytes.length;
        screen.resize(1 + random.nextInt(30), 1 + random.nextInt(100));
        ScreenSnapshot view = screen.view(fed);
        assertThat(view.lines()).hasSize(view.rows());
        assertThat(view.cursorRow()).isBetween(0, view.rows() - 1);
        assertThat(view.cursorCol()).isBetween(0, view.cols() - 1);
      }
    }
  }

  @Test
  void paintingInMidStreamDoesNotAffectWhatFollows() {
    Random random = new Random(7);
    for (int round = 0; round < 4_000; round++) {
      int rows = 1 + random.nextInt(6);
      int cols = 1 + random.nextInt(12);
      Screen original = new Screen(rows, cols);
      original.feed(ByteBuffer.wrap(stream(random, random.nextInt(120))));
      Screen painted = new Screen(rows, cols);
      painted.feed(ByteBuffer.wrap(stream(random, random.nextInt(60))));
      painted.feed(ByteBuffer.wrap(original.view(0).paint()));
      ScreenTest.assertSame(original, painted, "painted in round " + round);
      byte[] more = stream(random, 60);
      original.feed(ByteBuffer.wrap(more));
      painted.feed(ByteBuffer.wrap(more));
      ScreenTest.assertSame(original, painted, "continued in round " + round);
    }
  }

  @Test
  void theFilterLetsAPaintedScreenThrough() {
    Random random = new Random(11);
    for (int round = 0; round < 2_000; round++) {
      int rows = 1 + random.nextInt(6);
      int cols = 1 + random.nextInt(12);
      Screen original = new Screen(rows, cols);
      original.feed(ByteBuffer.wrap(stream(random, random.nextInt(120))));
      original.feed(ByteBuffer.wrap(new byte[] {0x18}));
      Screen filtered = new Screen(rows, cols);
      byte[] paint = original.view(0).paint();
      filtered.feed(ByteBuffer.wrap(OutputFilterTest.passed(new OutputFilter(), paint)));
      ScreenTest.assertSame(original, filtered, "round " + round);
    }
  }
}
