package postern.tui.screen;

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
import postern.tui.Alert;
import postern.tui.MachineRow;
import postern.tui.ViewState;
import postern.tui.table.Ages;
import postern.tui.table.Column;
import postern.tui.table.Column.Cell;
import postern.tui.table.MachineTable;
import postern.tui.table.SessionTable;
import postern.tui.table.TableModel;
import postern.tui.terminal.CleanText;
import postern.tui.terminal.Style;
import postern.tui.terminal.Style.Tone;

/**
 * The main screen: title, table, details, status and keys. It draws only the visible rows, so that
 * thousands of machines cost no more than twenty.
 */
final class MainView extends AbstractInteractableComponent<MainView> {
  private static final int MARK = 2; // columns before each row
  private static final int OTHER_ROWS = 5; // rows that are not table rows

  private final UiState state;
  private final Style style;
  private final Clock clock;
  private final KeyBindings keys;
  private Instant agesChangeAt = Instant.MAX;
  private int tableRows = 1;

  MainView(UiState state, Style style, Clock clock, KeyBindings keys) {
    this.state = state;
    this.style = style;
    this.clock = clock;
    this.keys = keys;
  }

  /**
   * When the drawn ages become outdated, at the earliest one second after they were drawn; {@link
   * Instant#MAX} if they do not change.
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
  protected InteractableRenderer<MainView> createDefaultRenderer() {
    return new InteractableRenderer<>() {
      @Override
      public TerminalSize getPreferredSize(MainView view) {
        return new TerminalSize(80, 24);
      }

      @Override
      public @Nullable TerminalPosition getCursorLocation(MainView view) {
        return view.cursor();
      }

      @Override
      public void drawComponent(TextGUIGraphics graphics, MainView view) {
        view.draw(new Pen(graphics, view.style));
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
    tableRows = Math.max(1, pen.rows() - OTHER_ROWS);
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
    Cell shown = detail.orElse(Cell.plain(emptyText()));
    pen.line(pen.rows() - 3, shown.text(), shown.tone());
    status(pen);
    pen.line(pen.rows() - 1, help(), Tone.TITLE);
    Instant soonest = now.plusSeconds(1);
    agesChangeAt = ages.nextChange().isBefore(soonest) ? soonest : ages.nextChange();
  }

  private <R> void table(Pen pen, List<Column<R>> columns, TableModel<R> model, Ages ages) {
    int[] widths = Column.widths(columns, pen.columns() - MARK);
    StringBuilder titles = new StringBuilder(" ".repeat(MARK));
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        titles.append(style.text().fit(columns.get(i).title(), widths[i])).append(' ');
      }
    }
    pen.line(1, titles.toString().stripTrailing(), Tone.HEADER);
    int top = model.top(tableRows);
    int end = Math.min(model.shown().size(), top + tableRows);
    for (int i = top; i < end; i++) {
      boolean selected = i == model.index();
      int y = 2 + i - top;
      pen.line(y, selected ? ">" : "", selected ? Tone.SELECTED : Tone.PLAIN);
      int x = MARK;
      for (int c = 0; c < widths.length; c++) {
        if (widths[c] > 0) {
          Cell cell = columns.get(c).cell().apply(model.shown().get(i), ages);
          pen.text(x, y, widths[c], selected ? new Cell(cell.text(), Tone.SELECTED) : cell);
          x += widths[c] + 1;
        }
      }
    }
  }

  private String title(int width) {
    int all = state.machines.all().size();
    long down =
        state.machines.all().stream()
            .filter(row -> row.line() instanceof MachineRow.Line.Down)
            .count();
    String machines = "1 Machines " + all + (down == 0 ? "" : " (" + down + " down)");
    String sessions = "2 Sessions " + state.sessions.all().size();
    boolean first = state.page() == ViewState.Page.MACHINES;
    String tabs =
        first ? "[" + machines + "]  " + sessions + " " : " " + machines + "  [" + sessions + "]";
    String filter = state.table().filter();
    String shown =
        filter.isBlank() ? "" : "  /" + filter + ": " + state.table().shown().size() + " shown";
    String whole = "Postern " + tabs + shown;
    return CleanText.width(style.text().clean(whole)) > width ? tabs + shown : whole;
  }

  private String emptyText() {
    if (!state.table().filter().isBlank()) {
      return "Nothing here matches the filter; Esc shows all";
    }
    return state.page() == ViewState.Page.MACHINES ? "No machines" : "Nobody is attached";
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
    return "Filter: " + style.text().clean(state.table().filter()) + " ";
  }

  private String help() {
    if (state.filtering()) {
      return "Enter keep  Esc show all";
    }
    return state.page() == ViewState.Page.MACHINES
        ? "? help  q quit  Enter attach  p power  / filter  2 sessions"
        : "? help  q quit  Enter attach  k end session  p power  / filter  1 machines";
  }

  @Override
  public MainView self() {
    return this;
  }
}
