package postern.tui.table;

import java.util.Comparator;
import java.util.List;
import postern.tui.SessionRow;
import postern.tui.table.Column.Cell;

/** The table of live sessions, the oldest first. */
public final class SessionTable {
  public static final List<Column<SessionRow>> COLUMNS =
      List.of(
          new Column<>("SESSION", 8, 26, 3, (row, ages) -> Cell.plain(row.id())),
          new Column<>("PERSON", 10, 24, 1, (row, ages) -> Cell.plain(row.person())),
          new Column<>("MACHINE", 10, 40, 2, (row, ages) -> Cell.plain(row.machine().toString())),
          new Column<>("ROLE", 8, 8, 5, (row, ages) -> Cell.plain(row.role())),
          new Column<>("SINCE", 5, 5, 6, (row, ages) -> Cell.plain(ages.of(row.since()))),
          new Column<>("IDLE", 4, 4, 4, (row, ages) -> Cell.plain(ages.of(row.active()))),
          new Column<>("BYTES", 6, 6, 8, (row, ages) -> Cell.plain(amount(row.bytes()))),
          new Column<>("FROM", 11, 46, 7, (row, ages) -> Cell.plain(row.source())));

  private SessionTable() {}

  public static TableModel<SessionRow> model() {
    Comparator<SessionRow> order =
        Comparator.comparing(SessionRow::since).thenComparing(SessionRow::id);
    return new TableModel<>(SessionRow::id, order, SessionTable::searchText);
  }

  public static Cell detail(SessionRow row, Ages ages) {
    return Cell.plain(
        "%s: %s on %s from %s, %s, here for %s, idle %s, %s bytes seen"
            .formatted(
                row.id(),
                row.person(),
                row.machine(),
                row.source(),
                row.role(),
                ages.of(row.since()),
                ages.of(row.active()),
                row.bytes()));
  }

  /** At most five characters: {@code 999}, {@code 12k}, {@code 345M}. */
  public static String amount(long bytes) {
    long rest = bytes;
    String units = " kMGTPE";
    int unit = 0;
    while (rest >= 1000) {
      rest /= 1000;
      unit++;
    }
    return unit == 0 ? Long.toString(rest) : rest + units.substring(unit, unit + 1);
  }

  private static String searchText(SessionRow row) {
    return String.join(
        " ", row.id(), row.person(), row.machine().toString(), row.role(), row.source());
  }
}
