package postern.tui;

import java.util.List;
import java.util.Optional;
import postern.tui.Column.Cell;
import postern.tui.Look.Tone;

/** What the control room knows and where the person is in it. For the user interface's thread. */
final class RoomState {
  final Listing<MachineRow> machines = MachineTable.listing();
  final Listing<SessionRow> sessions = SessionTable.listing();
  private List<Alert> alerts = List.of();
  private Place.Page page;
  private Optional<Cell> status;
  private boolean filtering;

  RoomState(Place start) {
    page = start.page();
    start.machine().ifPresent(machines::select);
    start.session().ifPresent(sessions::select);
    machines.filter(start.machineFilter());
    sessions.filter(start.sessionFilter());
    status = start.word().isEmpty() ? Optional.empty() : Optional.of(Cell.plain(start.word()));
  }

  /** Asks for everything anew; returns whether anything is different. */
  boolean update(ControlRoom room) {
    boolean changed = machines.update(room.machines());
    changed |= sessions.update(room.sessions());
    List<Alert> now = List.copyOf(room.alerts());
    changed |= !now.equals(alerts);
    alerts = now;
    return changed;
  }

  Place place(String word) {
    return new Place(
        page,
        machines.selected().map(MachineRow::machine),
        sessions.selected().map(SessionRow::id),
        machines.filter(),
        sessions.filter(),
        word);
  }

  Place.Page page() {
    return page;
  }

  void page(Place.Page next) {
    page = next;
    filtering = false;
  }

  /** The table of this page. */
  Listing<?> listing() {
    return switch (page) {
      case MACHINES -> machines;
      case SESSIONS -> sessions;
    };
  }

  /** The machine the bar is on, on either page. */
  Optional<MachineRef> machine() {
    return switch (page) {
      case MACHINES -> machines.selected().map(MachineRow::machine);
      case SESSIONS -> sessions.selected().map(SessionRow::machine);
    };
  }

  List<Alert> alerts() {
    return alerts;
  }

  /** What was done last, until something else is said. */
  Optional<Cell> status() {
    return status;
  }

  void say(String text, Tone tone) {
    status = Optional.of(new Cell(text, tone));
  }

  void sayNothing() {
    status = Optional.empty();
  }

  /** The person is typing the filter. */
  boolean filtering() {
    return filtering;
  }

  void filtering(boolean on) {
    filtering = on;
  }
}
