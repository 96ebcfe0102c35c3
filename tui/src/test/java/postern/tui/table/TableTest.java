package postern.tui.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TableTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void agesReportWhenTheyChange() {
    assertAge(Duration.ZERO, "0s", Duration.ofSeconds(1));
    assertAge(Duration.ofMillis(59_900), "59s", Duration.ofMillis(100));
    assertAge(Duration.ofSeconds(61), "1m", Duration.ofSeconds(59));
    assertAge(Duration.ofMinutes(90), "1h", Duration.ofMinutes(30));
    assertAge(Duration.ofHours(25), "1d", Duration.ofHours(23));
    assertAge(Duration.ofSeconds(-5), "0s", Duration.ofSeconds(6)); // the clock was set back
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
  void numbersInNamesAreComparedByValue() {
    List<String> names =
        new ArrayList<>(List.of("web10", "web2", "web", "db1.b", "web02", "web1a", "db1.a2"));
    names.sort(new NaturalOrder());
    assertThat(names).containsExactly("db1.a2", "db1.b", "web", "web1a", "web02", "web2", "web10");
  }

  @Test
  void columnsFillTheWidthAndHighRanksAreOmittedFirst() {
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
