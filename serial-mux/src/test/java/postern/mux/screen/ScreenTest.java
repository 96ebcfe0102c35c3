package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import postern.mux.ScreenSnapshot;

class ScreenTest {
  /** States that a terminal may be in before a paint. */
  private static final List<String> DIRT =
      List.of(
          "",
          "^[?1049h^[2;3r^[?6h^[4h^[20h^(0^[1;31mXXX^[?7l^[3g^7^]0;half",
          "漢字^[?47h^[41mkept^[2;2H^7^[?47l^[?5;1;1003;1006;2004;1004h^=^[?25l^)0\016^[5 q^[12",
          "^[1\"qE^#8^[2;2H^7^*0^n^P1;2",
          "0123456789^[?1047habcdefghij^N");

  static Stream<ScreenCase> cases() {
    return ScreenCases.all().stream();
  }

  @TestFactory
  Stream<DynamicTest> showsWhatTheDocumentsSay() {
    return cases().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c, fed(c.input()))));
  }

  @TestFactory
  Stream<DynamicTest> showsTheSameSplitAnywhere() {
    return cases().map(c -> DynamicTest.dynamicTest(c.name(), () -> splitEverywhere(c)));
  }

  @TestFactory
  Stream<DynamicTest> paintBringsAnyTerminalToTheSameStateAtAnyByte() {
    return cases().map(c -> DynamicTest.dynamicTest(c.name(), () -> paintEverywhere(c.input())));
  }

  private static void check(ScreenCase wanted, Screen screen) {
    ScreenSnapshot view = screen.view(0);
    assertThat(String.join("|", view.lines())).isEqualTo(wanted.lines());
    assertThat(view.cursorRow() + "," + view.cursorCol())
        .isEqualTo(wanted.row() + "," + wanted.col());
    for (ScreenCase.Look look : wanted.looks()) {
      assertThat(ScreenCase.describe(view.style(look.row(), look.col()))).isEqualTo(look.words());
    }
  }

  private static void splitEverywhere(ScreenCase wanted) {
    byte[] input = wanted.input();
    Screen bytewise = screen();
    for (int i = 0; i < input.length; i++) {
      bytewise.feed(ByteBuffer.wrap(input, i, 1));
      Screen split = fed(Arrays.copyOf(input, i));
      split.feed(ByteBuffer.wrap(input, i, input.length - i));
      check(wanted, split);
    }
    check(wanted, bytewise);
    ByteBuffer direct = ByteBuffer.allocateDirect(input.length).put(input).flip();
    Screen other = screen();
    other.feed(direct);
    check(wanted, other);
  }

  private static void paintEverywhere(byte[] input) {
    for (int cut = 0; cut <= input.length; cut++) {
      Screen original = fed(Arrays.copyOf(input, cut));
      byte[] paint = original.view(0).paint();
      for (String dirt : DIRT) {
        Screen painted = fed(ScreenCase.bytes(dirt));
        painted.feed(ByteBuffer.wrap(paint));
        assertSame(original, painted, "painted at " + cut + " over " + dirt);
        Screen ahead = fed(input);
        painted.feed(ByteBuffer.wrap(input, cut, input.length - cut));
        assertSame(ahead, painted, "continued from " + cut + " over " + dirt);
      }
    }
  }

  static void assertSame(Screen wanted, Screen is, String when) {
    ScreenSnapshot expected = wanted.view(0);
    ScreenSnapshot actual = is.view(0);
    assertThat(actual.lines()).as(when).isEqualTo(expected.lines());
    assertThat(readable(actual.paint())).as(when).isEqualTo(readable(expected.paint()));
    assertThat(readable(actual.modes())).as(when).isEqualTo(readable(expected.modes()));
    assertThat(actual.lineMode()).as(when).isEqualTo(expected.lineMode());
    for (int row = 0; row < expected.rows(); row++) {
      assertThat(actual.styledLine(row)).as(when).isEqualTo(expected.styledLine(row));
    }
  }

  private static String readable(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).replace('\033', '^');
  }

  static Screen screen() {
    return new Screen(ScreenCase.ROWS, ScreenCase.COLS);
  }

  static Screen fed(byte[] input) {
    Screen screen = screen();
    screen.feed(ByteBuffer.wrap(input));
    return screen;
  }

  private static Screen fed(String input) {
    return fed(ScreenCase.bytes(input));
  }

  @TestFactory
  Stream<DynamicTest> theCursorsLineLeavesWhatComesNextWhereItBelongs() {
    String full = "x".repeat(ScreenCase.COLS);
    return Stream.of(
            "", "login: ", "ab\b", full, full + "\b", full.substring(2) + "\u8a9e", full + "y")
        .map(said ->
            DynamicTest.dynamicTest(
                "'" + said + "'",
                () -> {
                  Screen original = fed(said);
                  Screen person = fed(original.view(0).cursorLine());
                  assertThat(person.view(0).cursorCol()).isEqualTo(original.view(0).cursorCol());
                  int above = original.view(0).cursorRow();
                  original.feed(ByteBuffer.wrap(ScreenCase.bytes("12")));
                  person.feed(ByteBuffer.wrap(ScreenCase.bytes("12")));
                  List<String> rows = original.view(0).lines();
                  assertThat(person.view(0).lines())
                      .startsWith(rows.subList(above, rows.size()).toArray(String[]::new));
                }));
  }

  @Test
  void styledLinesContainOnlyTextAndSgr() {
    ScreenSnapshot view = fed("a^[1;31mb^[mc  ^[44m  ^[m  \r\nplain").view(7);
    assertThat(view.styledLine(0)).isEqualTo("a\033[0;1;31mb\033[mc  \033[0;44m  \033[m");
    assertThat(view.styledLine(1)).isEqualTo("plain\033[m");
    assertThat(view.styledLine(3)).isEqualTo("\033[m");
    assertThat(view.offset()).isEqualTo(7);
  }

  @Test
  void lineModeEndsWithMarginsOriginOrTheAlternateScreen() {
    assertThat(fed("text^[1;31m^[?25l").view(0).lineMode()).isTrue();
    assertThat(fed("^[2;3r").view(0).lineMode()).isFalse();
    assertThat(fed("^[?6h").view(0).lineMode()).isFalse();
    assertThat(fed("^[?1049h").view(0).lineMode()).isFalse();
    assertThat(fed("^[?1049h^[?1049l^[2;3r^[r").view(0).lineMode()).isTrue();
  }

  @Test
  void modesNeitherMoveNorPrint() {
    Screen machine = fed("^[1;31m^[?1h^=^[?2004h^[?1000;1006h^(0^[4h^[?25lxyz^[3");
    Screen person = fed("ab\r\ncd");
    person.feed(ByteBuffer.wrap(machine.view(0).modes()));
    assertThat(person.view(0).lines()).containsExactly("ab", "cd", "", "");
    assertThat(person.view(0).cursorCol()).isEqualTo(2);
    assertThat(readable(person.view(0).modes())).isEqualTo(readable(machine.view(0).modes()));
  }

  @Test
  void aSnapshotDoesNotChange() {
    Screen screen = fed("abc^[?1049hxyz");
    ScreenSnapshot before = screen.view(0);
    byte[] paint = before.paint();
    screen.feed(ByteBuffer.wrap(ScreenCase.bytes("^[2Jnew^[?1049l^[3g")));
    assertThat(before.lines().getFirst()).isEqualTo("   xyz");
    assertThat(before.paint()).isEqualTo(paint);
  }

  @Test
  void paintIncludesTheMainScreenUnderTheAlternateOne() {
    Screen copy = screen();
    copy.feed(ByteBuffer.wrap(fed("main^[?1049h^[2Jalt").view(0).paint()));
    copy.feed(ByteBuffer.wrap(ScreenCase.bytes("^[?1049l")));
    assertThat(copy.view(0).lines().getFirst()).isEqualTo("main");
    assertThat(copy.view(0).cursorCol()).isEqualTo(4);
  }

  @Test
  void codePointsAreZeroInTheRightHalfAndSpaceWhereEmpty() {
    ScreenSnapshot view = fed("漢").view(0);
    assertThat(view.codePoint(0, 0)).isEqualTo('漢');
    assertThat(view.codePoint(0, 1)).isZero();
    assertThat(view.codePoint(0, 2)).isEqualTo(' ');
    assertThat(view.codePoint(3, 9)).isEqualTo(' ');
    assertThatThrownBy(() -> view.codePoint(0, 10)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void clearResetsEverything() {
    Screen screen = fed("abc^7^[2;3r^[?6h^[1m^(0^[?1049hxyz^[?1000h^[3g^]0;");
    screen.clear();
    assertSame(screen(), screen, "cleared");
  }

  @Test
  void resizeKeepsTheCursorsRowAndCutsAtTheRight() {
    Screen screen = fed("0123456789\r\nb\r\nc\r\nd^[2;3r^[4;2H");
    screen.resize(2, 5);
    ScreenSnapshot view = screen.view(0);
    assertThat(view.lines()).containsExactly("c", "d");
    assertThat(view.cursorRow()).isEqualTo(1);
    screen.resize(3, 20);
    assertThat(screen.view(0).lines()).containsExactly("c", "d", "");
    screen.feed(ByteBuffer.wrap(ScreenCase.bytes("\r\tX\tY")));
    assertThat(screen.view(0).lines().get(1)).isEqualTo("d       X       Y");
    screen.resize(-3, Integer.MAX_VALUE);
    assertThat(screen.view(0).rows()).isEqualTo(1);
    assertThat(screen.view(0).cols()).isEqualTo(2_000);
  }

  @Test
  void oneColumnHoldsNoWideCharacter() {
    Screen screen = new Screen(2, 1);
    screen.feed(StandardCharsets.UTF_8.encode("漢a"));
    assertThat(screen.view(0).lines()).containsExactly("\ufffd", "a");
  }

  @Test
  void machinesMayUseASingleByteEncoding() {
    Screen screen = screen();
    screen.encoding(Charset.forName("IBM437"));
    screen.feed(ByteBuffer.wrap(new byte[] {(byte) 0xc9, (byte) 0xcd, (byte) 0x9b, '1'}));
    assertThat(screen.view(0).lines().getFirst()).isEqualTo("╔═¢1");
    screen.encoding(StandardCharsets.ISO_8859_1);
    screen.feed(ByteBuffer.wrap(new byte[] {(byte) 0xe4, (byte) 0x9b, '7', 'G', '2'}));
    screen.feed(ByteBuffer.wrap(new byte[] {(byte) 0x9d, '2', ';', 't', (byte) 0x9c, '3'}));
    assertThat(screen.view(0).lines().getFirst()).isEqualTo("╔═¢1ä 23");
    assertThatThrownBy(() -> screen.encoding(StandardCharsets.UTF_16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-16");
  }
}
