package postern.tui;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.TextCharacter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Small things that every screen is made of. */
final class TextTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void cleanTextFillsExactlyItsColumnsAsLanternaCountsThem() {
    CleanText text = new CleanText(true);
    Random random = new Random(3);
    for (int round = 0; round < 3000; round++) {
      StringBuilder foreign = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        foreign.append((char) random.nextInt(round % 2 == 0 ? 0x10000 : 0x600));
      }
      int columns = random.nextInt(40);
      String fitted = text.fit(text.clean(foreign.toString()), columns);
      int width = 0;
      for (TextCharacter cell : TextCharacter.fromString(fitted)) {
        width += cell.isDoubleWidth() ? 2 : 1;
      }
      assertThat(width).isEqualTo(columns);
      assertThat(fitted.codePoints()).noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0));
    }
  }

  @Test
  void aWideCharacterIsNeverCutInHalf() {
    CleanText text = new CleanText(true);
    assertThat(text.fit("日本語", 6)).isEqualTo("日本語");
    assertThat(text.fit("日本語", 5)).isEqualTo("日本…");
    assertThat(text.fit("日本語", 4)).isEqualTo("日… ");
    assertThat(text.fit("日本語", 0)).isEmpty();
  }

  @Test
  void agesSayWhenTheyChange() {
    assertAge(Duration.ZERO, "0s", Duration.ofSeconds(1));
    assertAge(Duration.ofMillis(59_900), "59s", Duration.ofMillis(100));
    assertAge(Duration.ofSeconds(61), "1m", Duration.ofSeconds(59));
    assertAge(Duration.ofMinutes(90), "1h", Duration.ofMinutes(30));
    assertAge(Duration.ofHours(25), "1d", Duration.ofHours(23));
    assertAge(Duration.ofSeconds(-5), "0s", Duration.ofSeconds(6)); // a clock that was set back
    Ages never = new Ages(NOW);
    assertThat(never.of(Optional.empty())).isEqualTo("-");
    assertThat(never.nextChange()).isEqualTo(Instant.MAX);
  }

  private static void assertAge(Duration age, String text, Duration untilChange) {
    Ages ages = new Ages(NOW);
    assertThat(ages.of(NOW.minus(age))).isEqualTo(text);
    assertThat(ages.nextChange()).isEqualTo(NOW.plus(untilChange));
  }

  @Test
  void numbersInNamesAreNumbers() {
    List<String> names =
        new ArrayList<>(List.of("web10", "web2", "web", "db1.b", "web02", "web1a", "db1.a2"));
    names.sort(new NaturalOrder());
    assertThat(names).containsExactly("db1.a2", "db1.b", "web", "web1a", "web02", "web2", "web10");
  }

  @Test
  void columnsFillTheWidthAndTheLeastNeededGoFirst() {
    for (int width = 1; width < 300; width++) {
      int[] widths = Column.widths(MachineTable.COLUMNS, width);
      int used = -1;
      for (int i = 0; i < widths.length; i++) {
        assertThat(widths[i]).isLessThanOrEqualTo(MachineTable.COLUMNS.get(i).most());
        used += widths[i] > 0 ? widths[i] + 1 : 0;
      }
      assertThat(used).isLessThanOrEqualTo(width);
      assertThat(widths[0]).isPositive();
    }
    assertThat(Column.widths(MachineTable.COLUMNS, 38)).containsExactly(18, 4, 7, 0, 0, 6, 0);
  }

  @Test
  void amountsFitTheirColumn() {
    assertThat(SessionTable.amount(0)).isEqualTo("0");
    assertThat(SessionTable.amount(999)).isEqualTo("999");
    assertThat(SessionTable.amount(12_345)).isEqualTo("12k");
    assertThat(SessionTable.amount(Long.MAX_VALUE)).isEqualTo("9E");
  }
}
