package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFilterTest {
  /** Sequences of vim and less that are dropped: title stack, probes, the Linux cursor. */
  private static final String PROBES = "\\^Pzz\\^\\\\|\\^\\[0%m|\\^\\[2[23];0;0t|\\^\\[\\?[01]c";

  static byte[] passed(OutputFilter filter, byte[] input) {
    ByteBuffer out = ByteBuffer.allocate(input.length + 64);
    filter.pass(ByteBuffer.wrap(input), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static String passed(String input) {
    return text(passed(new OutputFilter(), ScreenCase.bytes(input)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replace('\033', '^');
  }

  @TestFactory
  Stream<DynamicTest> hostileSequencesStayOutSplitAnywhere() {
    return HostileSequences.all().stream()
        .map(h -> DynamicTest.dynamicTest(text(h.bytes()), () -> staysOut(h)));
  }

  private static void staysOut(HostileSequences.Hostile hostile) {
    byte[] input = hostile.bytes();
    String wanted = hostile.left().replace('\033', '^');
    assertThat(text(passed(new OutputFilter(), input))).isEqualTo(wanted);
    OutputFilter bytewise = new OutputFilter();
    StringBuilder out = new StringBuilder();
    for (int cut = 0; cut < input.length; cut++) {
      OutputFilter filter = new OutputFilter();
      String first = text(passed(filter, Arrays.copyOf(input, cut)));
      String second = text(passed(filter, Arrays.copyOfRange(input, cut, input.length)));
      assertThat(first + second).isEqualTo(wanted);
      out.append(text(passed(bytewise, new byte[] {input[cut]})));
    }
    assertThat(out.toString()).isEqualTo(wanted);
    String clean = text(passed(bytewise, ScreenCase.bytes("\030^[1mok")));
    assertThat(clean).isEqualTo("^[1mok");
  }

  @Test
  void thereAreEnoughHostileSequences() {
    assertThat(HostileSequences.all().stream().distinct().count()).isGreaterThan(1_400);
  }

  @TestFactory
  Stream<DynamicTest> usefulSequencesPassUnchangedSplitAnywhere() {
    return Stream.of(HostileSequences.USEFUL.split(" ", -1))
        .map(s -> s.replace('_', ' '))
        .map(s -> DynamicTest.dynamicTest(s, () -> passesSplitAnywhere(ScreenCase.bytes(s))));
  }

  private static void passesSplitAnywhere(byte[] input) {
    for (int cut = 0; cut <= input.length; cut++) {
      OutputFilter filter = new OutputFilter();
      String first = text(passed(filter, Arrays.copyOf(input, cut)));
      assertThat(filter.atBoundary()).isEqualTo(cut == 0 || cut == input.length);
      String second = text(passed(filter, Arrays.copyOfRange(input, cut, input.length)));
      assertThat(first + second).isEqualTo(text(input));
      assertThat(filter.atBoundary()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vim-vt220.vt",
        "vim-linux.vt",
        "top-vt220.vt",
        "top-xterm.vt",
        "less-xterm.vt",
        "curses-dialog.vt"
      })
  void realProgramsPassUnchangedExceptForTheirProbes(String recording) throws IOException {
    byte[] input = resource(recording);
    String wanted = text(input).replaceAll(PROBES, "");
    assertThat(text(passed(new OutputFilter(), input))).isEqualTo(wanted);
    Random random = new Random(3);
    OutputFilter filter = new OutputFilter();
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < input.length; ) {
      int end = Math.min(input.length, at + 1 + random.nextInt(7));
      out.append(text(passed(filter, Arrays.copyOfRange(input, at, end))));
      at = end;
    }
    assertThat(out.toString()).isEqualTo(wanted);
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = OutputFilterTest.class.getResourceAsStream("/screen/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  @Test
  void onlyTheSafeModesOfAListPass() {
    assertThat(passed("^[?1049;1006;2026;3;25h")).isEqualTo("^[?1049;1006;25h");
    assertThat(passed("^[4;12;20l")).isEqualTo("^[4;20l");
    assertThat(passed("^[?" + ";".repeat(40) + "1001h")).isEmpty();
  }

  @Test
  void textInAnyEncodingPassesExceptC1() {
    byte[] latin = "gr\374\337e \200\233\237 \240 \377".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(text(passed(new OutputFilter(), latin))).isEqualTo("gr\374\337e  \240 \377");
    assertThat(passed("漢字 e\u0301 😀"))
        .isEqualTo(text("漢字 e\u0301 😀".getBytes(StandardCharsets.UTF_8)));
    byte[] cut = "\342\202a".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(text(passed(new OutputFilter(), cut))).isEqualTo("\342a");
  }

  @Test
  void controlsThatPassInsideASequenceComeBeforeIt() {
    assertThat(passed("^[3\b1\005m")).isEqualTo("\b^[31m");
  }

  @Test
  void aSequenceOfMoreThan64BytesIsDroppedWhole() {
    assertThat(passed("a^[" + "1".repeat(61) + "mb")).isEqualTo("ab");
    assertThat(passed("a^[" + "0;".repeat(30) + "mb")).isEqualTo("a^[" + "0;".repeat(30) + "mb");
    assertThat(passed("a^[" + "0;".repeat(31) + "mb")).isEqualTo("ab");
  }

  @Test
  void thePromisedRoomSufficesAndHostileStreamsLeaveOnlyAllowedBytes() {
    Random random = new Random(5);
    OutputFilter filter = new OutputFilter();
    OutputFilter second = new OutputFilter();
    ByteArrayOutputStream once = new ByteArrayOutputStream();
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    for (int i = 0; i < 200_000; i++) {
      byte[] piece = new byte[1 + random.nextInt(12)];
      for (int k = 0; k < piece.length; k++) {
        String likely = "\033\033[]P?;:0159hlmctn\\\007\n";
        piece[k] =
            (byte)
                (random.nextInt(3) == 0
                    ? random.nextInt(256)
                    : likely.charAt(random.nextInt(likely.length())));
      }
      byte[] left = passed(filter, piece);
      once.writeBytes(left);
      twice.writeBytes(passed(second, left));
    }
    byte[] first = once.toByteArray();
    assertThat(first.length - twice.size()).as("held of a cut character").isBetween(0, 3);
    assertThat(twice.toByteArray()).isEqualTo(Arrays.copyOf(first, twice.size()));
  }

  @Test
  void directBuffersPassAsWell() {
    byte[] input = ScreenCase.bytes("x^[1my^]0;t\007z".repeat(2_000));
    ByteBuffer direct = ByteBuffer.allocateDirect(input.length).put(input).flip();
    ByteBuffer out = ByteBuffer.allocateDirect(input.length + 64);
    new OutputFilter().pass(direct, out);
    assertThat(direct.hasRemaining()).isFalse();
    assertThat(out.flip().remaining()).isEqualTo("x^[1myz".length() * 2_000);
  }

  @Test
  void restoreResetsTheTerminalWithoutMovingText() {
    for (String left :
        new String[] {
          "shell\r\n$ ^[?1049hvim^[2;3r^[3;3H^[1;31m^[?1;1000;1006;1004;2004h^=^[?25l^[4h^(0",
          "shell\r\n$ ^[1;31m^[2;4r^[2;3H^[?7l^[20h^)0\016^[?5h^[?12h^[?1003h^[5 q",
          "shell\r\n$ ",
        }) {
      Screen screen = ScreenTest.fed(ScreenCase.bytes(left));
      screen.feed(ByteBuffer.wrap(OutputFilter.restore()));
      screen.feed(ByteBuffer.wrap(ScreenCase.bytes("ok")));
      Screen wanted = ScreenTest.fed(ScreenCase.bytes("shell\r\n$ ok"));
      ScreenTest.assertSame(wanted, screen, left.replace('\033', '^'));
    }
    OutputFilter filter = new OutputFilter();
    assertThat(passed(filter, OutputFilter.restore())).isEqualTo(OutputFilter.restore());
  }
}
