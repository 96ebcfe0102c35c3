package postern.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineRendererTest {
  @Test
  void linesComeOnceAndInOrderHoweverTheInputIsSplit() {
    StringBuilder said = new StringBuilder();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String line = "line " + i + (i % 7 == 1 ? " " + "x".repeat(i) : "");
      said.append(line).append("\r\n");
      wanted.add(line);
    }
    byte[] bytes = said.toString().getBytes(StandardCharsets.UTF_8);
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      assertThat(text(bytes, random)).isEqualTo(wanted);
    }
  }

  @Test
  void eachLineHasTheTimeAndOffsetOfItsStart() {
    List<HistoryLine> lines = new ArrayList<>();
    LineRenderer text = new LineRenderer(lines::add);
    text.feed(bytes("ab\r\ncdef"), 1000, Instant.ofEpochSecond(1));
    text.feed(bytes("gh\r\nij\r\n"), 1008, Instant.ofEpochSecond(2));
    assertThat(lines)
        .containsExactly(
            new HistoryLine("ab", Instant.ofEpochSecond(1), 1000),
            new HistoryLine("cdefgh", Instant.ofEpochSecond(1), 1004),
            new HistoryLine("ij", Instant.ofEpochSecond(2), 1012));
  }

  @Test
  void overwrittenAndErasedTextIsAsItWasSeen() {
    assertThat(lines("10%\r20%\r100%\r\nabc\b\bX\33[K\r\n")).containsExactly("100%", "aX");
    assertThat(lines("one\r\ntwo\33[2J\33[Hthree\r\n")).containsExactly("one", "two", "three");
    assertThat(lines("\33[?7l" + "y".repeat(100) + "\r\nz\r\n"))
        .containsExactly("y".repeat(100), "z");
  }

  @Test
  void wrappedRowsAreOneLineWithoutAddedBlanks() {
    String wide = "a" + "漢".repeat(120) + "b";
    String blanks = "x" + " ".repeat(79) + "y" + "漢".repeat(39) + " " + "z";
    assertThat(lines(wide + "\r\n" + blanks + "\r\n")).containsExactly(wide, blanks);
    LineRenderer text = new LineRenderer(line -> {});
    text.feed(bytes(wide), 0, Instant.EPOCH);
    assertThat(text.current()).isEqualTo(wide);
  }

  @Test
  void fullScreenProgramLeavesNoLinesButItsRowsCanBeRead() {
    List<HistoryLine> lines = new ArrayList<>();
    LineRenderer text = new LineRenderer(lines::add);
    text.feed(bytes("$ vi\r\n\33[?1049h\33[5;5HEDITOR\r\nx\r\n"), 0, Instant.EPOCH);
    assertThat(text.standing()).anyMatch(row -> row.contains("EDITOR"));
    text.feed(bytes("\33[?1049l$ next\r\n"), 100, Instant.EPOCH);
    assertThat(lines.stream().map(HistoryLine::text)).containsExactly("$ vi", "$ next");
  }

  @Test
  void unfinishedLineCanBeReadAtOnce() {
    LineRenderer text = new LineRenderer(line -> {});
    text.feed(bytes("Debian\r\n\r\nweb1 login: "), 0, Instant.EPOCH);
    assertThat(text.standing()).containsExactly("web1 login:");
    text.feed(bytes("a".repeat(200)), 0, Instant.EPOCH);
    assertThat(text.current()).hasSize(212);
  }

  private static List<String> lines(String said) {
    return text(said.getBytes(StandardCharsets.UTF_8), new Random(1));
  }

  private static List<String> text(byte[] said, Random random) {
    List<String> lines = new ArrayList<>();
    LineRenderer text = new LineRenderer(line -> lines.add(line.text()));
    for (int at = 0; at < said.length; ) {
      int n = Math.min(said.length - at, 1 + random.nextInt(90));
      text.feed(ByteBuffer.wrap(said, at, n).slice(), at, Instant.EPOCH);
      at += n;
    }
    text.end();
    return lines;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
