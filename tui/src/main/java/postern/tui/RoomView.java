package postern.tui;

import com.googlecode.lanterna.TerminalPosition;
import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.gui2.AbstractInteractableComponent;
import com.googlecode.lanterna.gui2.InteractableRenderer;
import com.googlecode.lanterna.gui2.TextGUIGraphics;
import com.googlecode.lanterna.input.KeyStroke;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.tui.Column.Cell;
import postern.tui.Look.Tone;

/**
 * The whole screen: title, a table, details, status, keys. Draws only the rows that are seen, so
 * that thousands of machines cost what twenty do.
 */
final class RoomView extends AbstractInteractableComponent<RoomView> {
  private static final int MARK = 2; // columns in front of each row
  private static final int AROUND = 5; // rows that are no table rows

  private final RoomState state;
  private final Look look;
  private final Clock clock;
  private final RoomKeys keys;
  private Instant agesChangeAt = Instant.MAX;
  private int tableRows = 1;

  RoomView(RoomState state, Look look, Clock clock, RoomKeys keys) {
    this.state = state;
    this.look = look;
    this.clock = clock;
    this.keys = keys;
  }

  /**
   * When the drawn ages are out of date, but not sooner than a second after they were drawn; {@link
   * Instant#MAX} when they do not change.
   */
  Instant agesChangeAt() {
    return agesChangeAt;
  }

  @Override
  protected Result handleKeyStroke(KeyStroke key) {
    keys.press(key, tableRows);
    return Result.HANDLED;
  }

  @Override
  protected InteractableRenderer<RoomView> createDefaultRenderer() {
    return new InteractableRenderer<>() {
      @Override
      public TerminalSize getPreferredSize(RoomView view) {
        return new TerminalSize(80, 24);
      }

      @Override
      public @Nullable TerminalPosition getCursorLocation(RoomView view) {
        return view.cursor();
      }

      @Override
      public void drawComponent(TextGUIGraphics graphics, RoomView view) {
        view.draw(new Pen(graphics, view.look));
      }
    };
  }

  private @Nullable TerminalPosition cursor() {
    if (!state.filtering()) {
      return null;
    }
    int column = CleanText.width(filterText()) - 1;
    return new TerminalPosition(
        Math.clamp(column, 0, getSize().getColumns() - 1), Math.max(0, getSize().getRows() - 2));
  }

  private void draw(Pen pen) {
    Instant now = clock.instant();
    Ages ages = new Ages(now);
    pen.line(0, title(pen.columns()), Tone.TITLE);
    tableRows = Math.max(1, pen.rows() - AROUND);
    Optional<Cell> detail =
        switch (state.page()) {
          case MACHINES -> {
            table(pen, MachineTable.COLUMNS, state.machines, ages);
            yield state.machines.selected().map(row -> MachineTable.detail(row, ages));
          }
          case SESSIONS -> {
            table(pen, SessionTable.COLUMNS, state.sessions, ages);
            yield state.sessions.selected().map(row -> SessionTable.detail(row, ages));
          }
        };
    Cell about = detail.orElse(Cell.plain(emptyWord()));
    pen.line(pen.rows() - 3, about.text(), about.tone());
    status(pen);
    pen.line(pen.rows() - 1, help(), Tone.TITLE);
    Instant soonest = now.plusSeconds(1);
    agesChangeAt = ages.nextChange().isBefore(soonest) ? soonest : ages.nextChange();
  }

  private <R> void table(Pen pen, List<Column<R>> columns, Listing<R> listing, Ages ages) {
    int[] widths = Column.widths(columns, pen.columns() - MARK);
    StringBuilder titles = new StringBuilder(" ".repeat(MARK));
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        titles.append(look.text().fit(columns.get(i).title(), widths[i])).append(' ');
      }
    }
    pen.line(1, titles.toString().stripTrailing(), Tone.HEADER);
    int top = listing.top(tableRows);
    int end = Math.min(listing.shown().size(), top + tableRows);
    for (int i = top; i < end; i++) {
      boolean selected = i == listing.index();
      int y = 2 + i - top;
      pen.line(y, selected ? ">" : "", selected ? Tone.SELECTED : Tone.PLAIN);
      int x = MARK;
      for (int c = 0; c < widths.length; c++) {
        if (widths[c] > 0) {
          Cell cell = columns.get(c).cell().apply(listing.shown().get(i), ages);
          pen.text(x, y, widths[c], selected ? new Cell(cell.text(), Tone.SELECTED) : cell);
          x += widths[c] + 1;
        }
      }
    }
  }

  private String title(int room) {
    int all = state.machines.all().size();
    long down =
        state.machines.all().stream()
            .filter(row -> row.line() instanceof MachineRow.Line.Down)
            .count();
    String machines = "1 Machines " + all + (down == 0 ? "" : " (" + down + " down)");
    String sessions = "2 Sessions " + state.sessions.all().size();
    boolean first = state.page() == Place.Page.MACHINES;
    String tabs =
        first ? "[" + machines + "]  " + sessions + " " : " " + machines + "  [" + sessions + "]";
    String filter = state.listing().filter();
    String shown =
        filter.isBlank() ? "" : "  /" + filter + ": " + state.listing().shown().size() + " shown";
    String whole = "Postern " + tabs + shown;
    return CleanText.width(look.text().clean(whole)) > room ? tabs + shown : whole;
  }

  private String emptyWord() {
    if (!state.listing().filter().isBlank()) {
      return "Nothing here matches the filter; Esc shows all";
    }
    return state.page() == Place.Page.MACHINES ? "No machines" : "Nobody is attached";
  }

  private void status(Pen pen) {
    int row = pen.rows() - 2;
    List<Alert> alerts = state.alerts();
    if (state.filtering()) {
      pen.line(row, filterText(), Tone.PLAIN);
    } else if (state.status().isPresent()) {
      pen.line(row, state.status().get().text(), state.status().get().tone());
    } else if (!alerts.isEmpty()) {
      String more = alerts.size() == 1 ? "" : " (and " + (alerts.size() - 1) + " more: a)";
      Tone tone = alerts.get(0).severity() == Alert.Severity.BAD ? Tone.BAD : Tone.WARN;
      pen.line(row, "! " + alerts.get(0).text() + more, tone);
    }
  }

  private String filterText() {
    return "Filter: " + look.text().clean(state.listing().filter()) + " ";
  }

  private String help() {
    if (state.filtering()) {
      return "Enter keep  Esc show all";
    }
    return state.page() == Place.Page.MACHINES
        ? "? help  q quit  Enter attach  p power  / filter  2 sessions"
        : "? help  q quit  Enter attach  k end session  p power  / filter  1 machines";
  }

  @Override
  public RoomView self() {
    return this;
  }
}
