package postern.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ListWriterTest {
  private static final String HOSTILE =
      "a\u001b]0;x\u0007\u009b31m\u007f\u202e\r\n\u0000,\"é日\ud83d\ude00";

  private final MemoryOutput out = new MemoryOutput();

  @Test
  void tableIsAlignedAndShowsADashForNull() {
    list("name", "last_output", "watchers")
        .rows(
            row("web1", Instant.parse("2026-11-22T12:00:00.5Z"), 2),
            row("日本", null, 11),
            row("w", null, 0));
    assertThat(out.lines)
        .containsExactly(
            "NAME  LAST OUTPUT               WATCHERS",
            "web1  2026-11-22T12:00:00.500Z  2",
            "日本  -                         11",
            "w     -                         0");
  }

  @Test
  void longTableIsStreamedInTheWidthsOfItsFirstRows() {
    ListWriter list =
        ListWriter.of(new Arguments(List.of(), Clock.systemUTC()), out, "name", "note").begin();
    for (int i = 0; i < 999; i++) {
      list.row("web", "x");
    }
    assertThat(out.lines).isEmpty();
    list.row("web", "x");
    assertThat(out.lines).hasSize(1001).startsWith("NAME  NOTE", "web   x");
    list.row("longer than before", "y");
    assertThat(out.lines).hasSize(1002).last().isEqualTo("longer than before  y");
    list.end();
    assertThat(out.lines).hasSize(1002);
  }

  @Test
  void tableOfLongCellsIsStreamedBeforeAThousandRows() {
    ListWriter list =
        ListWriter.of(new Arguments(List.of(), Clock.systemUTC()), out, "note").begin();
    for (int i = 0; i < 400; i++) {
      list.row("x".repeat(1000));
    }
    assertThat(out.lines).hasSizeGreaterThan(100);
  }

  @Test
  void jsonIsOneLosslessObjectPerLine() throws Exception {
    list("name", "since", "watchers", "up", "keyboard", "--json")
        .rows(row(HOSTILE, Instant.parse("2026-11-22T12:00:00Z"), 3L, true, null));
    assertThat(out.lines).hasSize(1);
    String line = out.lines.getFirst();
    assertThat(line)
        .matches("[ -~]*")
        .endsWith(
            "\"since\":\"2026-11-22T12:00:00.000Z\",\"watchers\":3,\"up\":true,\"keyboard\":null}");
    try (JsonParser json = new JsonFactory().createParser(line)) {
      json.nextToken();
      assertThat(json.nextFieldName()).isEqualTo("name");
      assertThat(json.nextTextValue()).isEqualTo(HOSTILE);
    }
  }

  @Test
  void csvCellsAreNeitherFormulasNorSplitAcrossLines() {
    list("name", "note", "number", "--csv")
        .rows(
            row("=cmd|' /C calc'!A0", "+1", -5),
            row("-x", "@sum", 0),
            row("a,b", "say \"x\"", 1),
            row("\t=1", null, 2),
            row("l1\r\nl2", "", 3));
    assertThat(out.lines)
        .containsExactly(
            "name,note,number",
            "'=cmd|' /C calc'!A0,'+1,-5",
            "'-x,'@sum,0",
            "\"a,b\",\"say \"\"x\"\"\",1",
            "\\x09=1,,2",
            "l1\\x0d\\x0al2,,3");
  }

  @Test
  void mapIsAJsonObjectInOneCsvCell() throws Exception {
    Map<String, String> more = new TreeMap<>(Map.of("text", HOSTILE, "bytes", "6"));
    list("name", "more", "--csv").rows(row("web1", more), row("web2", Map.of()));
    assertThat(out.lines).hasSize(3).last().isEqualTo("web2,");
    String line = out.lines.get(1);
    assertThat(line).matches("[ -~]*").startsWith("web1,\"{").endsWith("}\"");
    String cell = line.substring(6, line.length() - 1).replace("\"\"", "\"");
    try (JsonParser json = new JsonFactory().createParser(cell)) {
      json.nextToken();
      assertThat(json.nextFieldName()).isEqualTo("bytes");
      assertThat(json.nextTextValue()).isEqualTo("6");
      assertThat(json.nextFieldName()).isEqualTo("text");
      assertThat(json.nextTextValue()).isEqualTo(HOSTILE);
    }
  }

  @Test
  void controlCharactersAreEscapedInEveryForm() {
    for (String form : List.of("--csv", "--json", "")) {
      out.lines.clear();
      list(form.isEmpty() ? new String[] {"a"} : new String[] {"a", form}).rows(row(HOSTILE));
      assertThat(String.join("", out.lines))
          .as(form)
          .doesNotContainPattern("[\\p{Cntrl}\u007f-\u009f\u202a-\u202e]");
    }
  }

  @Test
  void localTimesCarryTheirOffset() {
    list("since", "--local", "--json").rows(row(Instant.parse("2026-11-22T12:00:00Z")));
    assertThat(out.lines.getFirst())
        .matches("\\{\"since\":\"2026-11-2[0-9T:.]+(Z|[+-][0-9]{2}:[0-9]{2})\"}");
  }

  @Test
  void jsonAndCsvTogetherAreRefused() {
    assertThatThrownBy(() -> list("a", "--json", "--csv"))
        .isInstanceOf(UsageFault.class)
        .hasMessage("use either --json or --csv");
  }

  private static @Nullable Object[] row(@Nullable Object... values) {
    return values;
  }

  /** Options among the columns become arguments. */
  private Rows list(String... columnsAndOptions) {
    List<String> all = List.of(columnsAndOptions);
    List<String> options = all.stream().filter(w -> w.startsWith("--")).toList();
    String[] columns = all.stream().filter(w -> !w.startsWith("--")).toArray(String[]::new);
    return new Rows(ListWriter.of(new Arguments(options, Clock.systemUTC()), out, columns));
  }

  private record Rows(ListWriter list) {
    void rows(@Nullable Object[]... rows) {
      list.begin();
      for (@Nullable Object[] row : rows) {
        list.row(row);
      }
      list.end();
    }
  }
}
