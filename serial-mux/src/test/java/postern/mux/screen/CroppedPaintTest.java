package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postern.mux.ScreenSnapshot;

/** A screen on a terminal that is too small for it. */
final class CroppedPaintTest {
  /** 50 rows of 132 columns on the alternate screen; row 7 and column 31 read "07:031". */
  private static Screen large() {
    StringBuilder out = new StringBuilder("^[?1049h");
    for (int row = 0; row < 50; row++) {
      out.append("^[").append(row + 1).append(";1H");
      for (int col = 0; col < 132; col += 6) {
        out.append("%02d:%03d".formatted(row, col));
      }
    }
    Screen screen = new Screen(50, 132);
    screen.feed(ByteBuffer.wrap(ScreenCase.bytes(out.toString())));
    return screen;
  }

  private static ScreenSnapshot seen(ScreenSnapshot view, int rows, int cols) {
    Screen small = new Screen(rows, cols);
    small.feed(ByteBuffer.wrap(ScreenCase.bytes("^[5;9r^[?6h^[31mrubbish^(0")));
    byte[] paint = view.paint(rows, cols, null);
    small.feed(ByteBuffer.wrap(OutputFilterTest.passed(new OutputFilter(), paint)));
    return small.view(0);
  }

  @ParameterizedTest(name = "the cursor in row {0}, column {1}")
  @CsvSource({
    "1, 1, 0, 0",
    "24, 80, 0, 0",
    "25, 81, 12, 40",
    "36, 120, 12, 40",
    "37, 121, 24, 52",
    "50, 132, 26, 52",
  })
  void thePartMovesByHalfItsSizeWithTheCursor(int row, int col, int up, int left) {
    Screen screen = large();
    screen.feed(ByteBuffer.wrap(ScreenCase.bytes("^[" + row + ";" + col + "H")));
    ScreenSnapshot view = screen.view(0);
    ScreenSnapshot part = seen(view, 24, 80);
    for (int i = 0; i < 24; i++) {
      assertThat(part.lines().get(i))
          .isEqualTo(view.lines().get(up + i).substring(left, left + 80));
    }
    assertThat(part.cursorRow()).isEqualTo(row - 1 - up);
    assertThat(part.cursorCol()).isEqualTo(col - 1 - left);
    assertThat(part.lineMode()).isFalse();
  }

  @Test
  void aTerminalThatIsLargeEnoughGetsTheExactPaint() {
    ScreenSnapshot view = large().view(0);
    assertThat(view.paint(50, 132, null)).isEqualTo(view.paint());
    assertThat(view.paint(60, 200, null)).isEqualTo(view.paint());
  }

  @Test
  void marginsAndOriginModeApplyToTheWholeScreenOnly() {
    Screen screen = large();
    screen.feed(ByteBuffer.wrap(ScreenCase.bytes("^[30;40r^[?6h^[3;3H")));
    ScreenSnapshot part = seen(screen.view(0), 24, 80);
    assertThat(part.cursorRow()).isEqualTo(31 - 12);
    Screen small = new Screen(24, 80);
    small.feed(ByteBuffer.wrap(screen.view(0).paint(24, 80, null)));
    small.feed(ByteBuffer.wrap(ScreenCase.bytes("^[HX")));
    assertThat(small.view(0).lines().getFirst()).startsWith("X");
  }

  @Test
  void thePartAlwaysMatchesTheWholeScreen() {
    Random random = new Random(20261126);
    for (int round = 0; round < 3_000; round++) {
      int rows = 2 + random.nextInt(12);
      int cols = 2 + random.nextInt(20);
      Screen screen = new Screen(rows, cols);
      screen.feed(ByteBuffer.wrap(ScreenFuzzTest.stream(random, random.nextInt(200))));
      screen.feed(ByteBuffer.wrap(new byte[] {0x18}));
      ScreenSnapshot whole = screen.view(0);
      int partRows = 1 + random.nextInt(rows - 1);
      int partCols = 1 + random.nextInt(cols - 1);
      ScreenSnapshot part = seen(whole, partRows, partCols);
      int up = whole.cursorRow() - part.cursorRow();
      int left = whole.cursorCol() - part.cursorCol();
      assertThat(up).isBetween(0, rows - partRows);
      assertThat(left).isBetween(0, cols - partCols);
      for (int row = 0; row < partRows; row++) {
        for (int col = 0; col < partCols; col++) {
          same(whole, part, new Cell(up + row, left + col), new Cell(row, col));
        }
      }
    }
  }

  @Test
  void paintingOverAnEarlierPartEqualsAFullPaint() {
    Random random = new Random(3);
    for (int round = 0; round < 2_000; round++) {
      Screen screen = new Screen(9, 20);
      Screen over = new Screen(5, 8);
      ScreenSnapshot before = null;
      for (int step = 0; step < 4; step++) {
        screen.feed(ByteBuffer.wrap(ScreenFuzzTest.stream(random, random.nextInt(60))));
        screen.feed(ByteBuffer.wrap(new byte[] {0x18}));
        ScreenSnapshot view = screen.view(0);
        over.feed(ByteBuffer.wrap(view.paint(5, 8, before)));
        before = view;
        Screen anew = new Screen(5, 8);
        anew.feed(ByteBuffer.wrap(view.paint(5, 8, null)));
        assertLooksTheSame(over.view(0), anew.view(0));
      }
    }
  }

  private static void assertLooksTheSame(ScreenSnapshot over, ScreenSnapshot anew) {
    assertThat(over.cursorRow()).isEqualTo(anew.cursorRow());
    assertThat(over.cursorCol()).isEqualTo(anew.cursorCol());
    for (int row = 0; row < anew.rows(); row++) {
      assertThat(over.styledLine(row)).isEqualTo(anew.styledLine(row));
    }
  }

  private record Cell(int row, int col) {}

  private static void same(ScreenSnapshot whole, ScreenSnapshot part, Cell there, Cell here) {
    int shown = part.codePoint(here.row(), here.col());
    int meant = whole.codePoint(there.row(), there.col());
    boolean cut =
        (meant == 0 && here.col() == 0)
            || (here.col() == part.cols() - 1 && CharacterWidth.of(Math.max(meant, ' ')) == 2);
    assertThat(shown).as("%s of %s", there, whole.lines()).isEqualTo(cut ? ' ' : meant);
    assertThat(part.style(here.row(), here.col()))
        .as("%s of %s", there, whole.lines())
        .isEqualTo(whole.style(there.row(), there.col()));
  }
}
