package postern.gateway.pager;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import postern.gateway.history.HistoryLine;

final class HistoryRowTest {
  private static List<HistoryRow> rows(String text, int cols) {
    return HistoryRow.of(new HistoryLine(text, Instant.EPOCH, 7), cols);
  }

  private static List<String> texts(String text, int cols) {
    return rows(text, cols).stream().map(HistoryRow::text).toList();
  }

  @Test
  void aLongLineIsWrappedToRows() {
    assertThat(texts("", 4)).containsExactly("");
    assertThat(texts("abcdefgh", 4)).containsExactly("abcd", "efgh");
    assertThat(texts("漢字漢字x", 5)).containsExactly("漢字", "漢字x");
    assertThat(texts("👍👍e\u0301x", 3)).containsExactly("👍", "👍e\u0301", "x");
    assertThat(texts("漢字", -9)).containsExactly("漢", "字");
  }

  @Test
  void aMatchIsFoundInTheRowWhereItStarts() {
    List<HistoryRow> rows = rows("abc needle and needle", 6);
    Pattern wanted = Pattern.compile("needle");
    assertThat(rows.stream().map(row -> row.begins(wanted)))
        .containsExactly(true, false, true, false);
  }
}
