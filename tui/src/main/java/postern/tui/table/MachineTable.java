package postern.tui.table;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import postern.tui.MachineRow;
import postern.tui.MachineRow.Line;
import postern.tui.MachineRow.Power;
import postern.tui.table.Column.Cell;
import postern.tui.terminal.Style.Tone;

/** The table of machines. */
public final class MachineTable {
  private static final NaturalOrder NAMES = new NaturalOrder();

  public static final List<Column<MachineRow>> COLUMNS =
      List.of(
          new Column<>("MACHINE", 14, 40, 1, (row, ages) -> Cell.plain(row.machine().toString())),
          new Column<>("LINE", 4, 4, 2, (row, ages) -> line(row.line())),
          new Column<>("POWER", 7, 7, 3, (row, ages) -> power(row.power())),
          new Column<>(
              "KEYBOARD", 10, 24, 5, (row, ages) -> Cell.plain(row.keyboard().orElse("-"))),
          new Column<>(
              "WATCH", 5, 5, 6, (row, ages) -> Cell.plain(Integer.toString(row.watchers()))),
          new Column<>("OUTPUT", 6, 6, 4, (row, ages) -> Cell.plain(ages.of(row.lastOutput()))),
          new Column<>("NOTE", 8, 200, 7, (row, ages) -> note(row)));

  private MachineTable() {}

  public static TableModel<MachineRow> model() {
    Comparator<MachineRow> order =
        Comparator.comparing((MachineRow row) -> row.machine().tenant(), NAMES)
            .thenComparing(row -> row.machine().name(), NAMES);
    return new TableModel<>(MachineRow::machine, order, MachineTable::searchText);
  }

  /** The details of a machine in one line. */
  public static Cell detail(MachineRow row, Ages ages) {
    StringBuilder text = new StringBuilder(row.machine().toString());
    Tone tone = Tone.PLAIN;
    switch (row.line()) {
      case Line.Up() -> text.append(": console up, power ").append(word(row.power()));
      case Line.Down(Instant since, String why) -> {
        text.append(": console down for ").append(ages.of(since)).append(", ").append(why);
        tone = Tone.BAD;
      }
    }
    row.profile().ifPresent(profile -> text.append(", profile ").append(profile));
    row.lastTyped()
        .ifPresent(typed ->
            text.append(", typed last: ")
                .append(typed.person())
                .append(' ')
                .append(ages.of(typed.at()))
                .append(" ago"));
    return new Cell(text.toString(), tone);
  }

  public static String word(Power power) {
    return power.name().toLowerCase(Locale.ROOT);
  }

  private static Cell line(Line line) {
    return switch (line) {
      case Line.Up() -> new Cell("up", Tone.GOOD);
      case Line.Down(Instant since, String why) -> new Cell("down", Tone.BAD);
    };
  }

  private static Cell power(Power power) {
    return new Cell(
        word(power),
        switch (power) {
          case ON -> Tone.GOOD;
          case OFF -> Tone.PLAIN;
          case PAUSED, UNKNOWN -> Tone.WARN;
        });
  }

  private static Cell note(MachineRow row) {
    return switch (row.line()) {
      case Line.Down(Instant since, String why) -> new Cell(why, Tone.BAD);
      case Line.Up() -> Cell.plain(row.profile().map(profile -> "boot: " + profile).orElse(""));
    };
  }

  private static String searchText(MachineRow row) {
    String line =
        switch (row.line()) {
          case Line.Up() -> "up";
          case Line.Down(Instant since, String why) -> "down " + why;
        };
    return String.join(
        " ",
        row.machine().toString(),
        line,
        word(row.power()),
        row.keyboard().orElse(""),
        row.profile().orElse(""));
  }
}
