package postern.tui.screen;

import java.util.List;
import java.util.Optional;
import postern.tui.AdminGateway;
import postern.tui.Alert;
import postern.tui.MachineRef;
import postern.tui.MachineRow;
import postern.tui.SessionRow;
import postern.tui.ViewState;
import postern.tui.table.Column.Cell;
import postern.tui.table.MachineTable;
import postern.tui.table.SessionTable;
import postern.tui.table.TableModel;
import postern.tui.terminal.Style.Tone;

/** The data that the text UI shows and what is selected. Confined to the UI's thread. */
final class UiState {
  final TableModel<MachineRow> machines = MachineTable.model();
  final TableModel<SessionRow> sessions = SessionTable.model();
  private List<Alert> alerts = List.of();
  private ViewState.Page page;
  private Optional<Cell> status;
  private boolean filtering;

  UiState(ViewState start) {
    page = start.page();
    start.machine().ifPresent(machines::select);
    start.session().ifPresent(sessions::select);
    machines.filter(start.machineFilter());
    sessions.filter(start.sessionFilter());
    status =
        start.message().isEmpty() ? Optional.empty() : Optional.of(Cell.plain(start.message()));
  }

  /** Reads everything again. Returns whether anything has changed. */
  boolean update(AdminGateway gateway) {
    boolean changed = machines.update(gateway.machines());
    changed |= sessions.update(gateway.sessions());
    List<Alert> now = List.copyOf(gateway.alerts());
    changed |= !now.equals(alerts);
    alerts = now;
    return changed;
  }

  ViewState viewState() {
    return new ViewState(
        page,
        machines.selected().map(MachineRow::machine),
        sessions.selected().map(SessionRow::id),
        machines.filter(),
        sessions.filter(),
        "");
  }

  ViewState.Page page() {
    return page;
  }

  void page(ViewState.Page next) {
    page = next;
    filtering = false;
  }

  /** The table of the current page. */
  TableModel<?> table() {
    return switch (page) {
      case MACHINES -> machines;
      case SESSIONS -> sessions;
    };
  }

  /** The machine of the selected row, on either page. */
  Optional<MachineRef> machine() {
    return switch (page) {
      case MACHINES -> machines.selected().map(MachineRow::machine);
      case SESSIONS -> sessions.selected().map(SessionRow::machine);
    };
  }

  List<Alert> alerts() {
    return alerts;
  }

  /** The last message. */
  Optional<Cell> status() {
    return status;
  }

  void message(String text, Tone tone) {
    status = Optional.of(new Cell(text, tone));
  }

  void clearMessage() {
    status = Optional.empty();
  }

  /** Whether the person is typing the filter. */
  boolean filtering() {
    return filtering;
  }

  void filtering(boolean on) {
    filtering = on;
  }
}
