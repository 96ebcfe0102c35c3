package postern.tui.screen;

import com.googlecode.lanterna.input.KeyStroke;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import postern.tui.ActOutcome;
import postern.tui.AdminGateway;
import postern.tui.Exit;
import postern.tui.MachineRef;
import postern.tui.MachineRow;
import postern.tui.PowerMenuItem;
import postern.tui.SessionRow;
import postern.tui.ViewState;
import postern.tui.screen.Dialog.Choice;
import postern.tui.table.Ages;
import postern.tui.table.MachineTable;
import postern.tui.table.TableModel;
import postern.tui.terminal.KeyDecoder;
import postern.tui.terminal.Style.Tone;

/** The keys of the main screen and what they do. */
final class KeyBindings {
  private static final List<String> HELP =
      List.of(
          "1 2 Tab   machines, sessions",
          "arrows PgUp PgDn Home End   move",
          "Enter   the console of the machine; leave it with ^Ec. to come back here",
          "p   power menu of the machine",
          "k   end the session (on the sessions' screen)",
          "/   filter: shows rows with all of the words; Esc shows all",
          "a   what is wrong now",
          "r Ctrl-L   repaint the screen",
          "q Ctrl-C   leave");

  private final AdminGateway gateway;
  private final UiState state;
  private final Clock clock;
  private final BackgroundActs acts;
  private final UiControl ui;

  /** What keys can do to the UI itself. */
  interface UiControl {
    void show(Dialog dialog);

    void repaint();

    void leave(Exit exit);

    /** Whether the UI ends after this key. Later keys are ignored. */
    boolean hasExit();
  }

  KeyBindings(AdminGateway gateway, UiState state, Clock clock, BackgroundActs acts, UiControl ui) {
    this.gateway = gateway;
    this.state = state;
    this.clock = clock;
    this.acts = acts;
    this.ui = ui;
  }

  /**
   * @param pageRows the rows by which page up and page down move
   */
  void press(KeyStroke key, int pageRows) {
    if (key.isAltDown() || ui.hasExit()) {
      return;
    }
    if (state.filtering()) {
      typeFilter(key);
      return;
    }
    if (key instanceof KeyDecoder.Pasted) {
      return;
    }
    TableModel<?> rows = state.table();
    switch (key.getKeyType()) {
      case ArrowUp -> rows.moveBy(-1);
      case ArrowDown -> rows.moveBy(1);
      case PageUp -> rows.moveBy(-pageRows);
      case PageDown -> rows.moveBy(pageRows);
      case Home -> rows.moveTo(0);
      case End -> rows.moveTo(Integer.MAX_VALUE);
      case Enter -> attach();
      case Tab, ReverseTab -> turnPage();
      case F1 -> ui.show(Dialog.text("Keys", HELP));
      case F2 -> state.page(ViewState.Page.MACHINES);
      case F3 -> state.page(ViewState.Page.SESSIONS);
      case F5 -> ui.repaint();
      case Escape -> clear();
      case Character -> character(key);
      default -> {}
    }
  }

  private void character(KeyStroke key) {
    if (key.isCtrlDown()) {
      switch (key.getCharacter()) {
        case 'l' -> ui.repaint();
        case 'c' -> ui.leave(new Exit.Quit());
        default -> {}
      }
      return;
    }
    switch (key.getCharacter()) {
      case '1' -> state.page(ViewState.Page.MACHINES);
      case '2' -> state.page(ViewState.Page.SESSIONS);
      case '/' -> state.filtering(true);
      case '?', 'h' -> ui.show(Dialog.text("Keys", HELP));
      case 'a' -> alerts();
      case 'p' -> state.machine().ifPresent(this::powerMenu);
      case 'k' -> endSession();
      case 'r' -> ui.repaint();
      case 'q' -> ui.leave(new Exit.Quit());
      default -> state.message("? shows the keys", Tone.PLAIN);
    }
  }

  private void typeFilter(KeyStroke key) {
    TableModel<?> rows = state.table();
    String filter = rows.filter();
    switch (key.getKeyType()) {
      case Enter -> state.filtering(false);
      case Escape -> clear();
      case Backspace -> rows.filter(filter.substring(0, Math.max(0, filter.length() - 1)));
      case ArrowUp -> rows.moveBy(-1);
      case ArrowDown -> rows.moveBy(1);
      case Character -> {
        if (key.isCtrlDown()) {
          filterControl(key.getCharacter());
        } else if (filter.length() < 60) {
          rows.filter(filter + key.getCharacter());
        }
      }
      default -> {}
    }
  }

  private void filterControl(char letter) {
    switch (letter) {
      case 'u' -> state.table().filter("");
      case 'c' -> clear();
      case 'l' -> ui.repaint();
      default -> {}
    }
  }

  private void clear() {
    state.filtering(false);
    state.table().filter("");
    state.clearMessage();
  }

  private void turnPage() {
    state.page(
        switch (state.page()) {
          case MACHINES -> ViewState.Page.SESSIONS;
          case SESSIONS -> ViewState.Page.MACHINES;
        });
  }

  private void attach() {
    state.machine().ifPresent(machine -> ui.leave(new Exit.Attach(machine, state.viewState())));
  }

  private void alerts() {
    List<String> texts = new ArrayList<>();
    state.alerts().forEach(alert -> texts.add("! " + alert.text()));
    ui.show(Dialog.text("Alerts", texts.isEmpty() ? List.of("Nothing is wrong.") : texts));
  }

  private void powerMenu(MachineRef machine) {
    List<Choice> choices = new ArrayList<>();
    for (PowerMenuItem item : PowerMenuItem.values()) {
      Runnable action =
          item.dangerous() ? () -> confirm(machine, item) : () -> power(machine, item);
      String label = item == PowerMenuItem.SOFT ? "soft shutdown" : item.word();
      choices.add(new Choice(item.key(), label, !item.dangerous(), action));
    }
    String now = row(machine).map(row -> MachineTable.word(row.power())).orElse("unknown");
    ui.show(new Dialog("Power of " + machine + ", now " + now, List.of(), choices, 0));
  }

  private void confirm(MachineRef machine, PowerMenuItem item) {
    List<String> text = new ArrayList<>();
    text.add(item.sentence() + " " + machine + "?");
    Ages ages = new Ages(clock.instant());
    row(machine)
        .flatMap(MachineRow::lastTyped)
        .ifPresent(
            typed -> text.add(typed.person() + " typed there " + ages.of(typed.at()) + " ago."));
    yesOrNo("Power " + item.word(), text, () -> power(machine, item));
  }

  private void endSession() {
    if (state.page() != ViewState.Page.SESSIONS) {
      state.message("k ends a session: 2 shows the sessions", Tone.PLAIN);
      return;
    }
    state.sessions.selected().ifPresent(this::confirmEnd);
  }

  private void confirmEnd(SessionRow row) {
    String text = "End session " + row.id() + " of " + row.person() + " on " + row.machine() + "?";
    String what = "end of session " + row.id();
    yesOrNo(
        "End session",
        List.of(text),
        () -> run(what, () -> gateway.endSession(row.id(), "ended from the text UI")));
  }

  private void yesOrNo(String title, List<String> text, Runnable action) {
    List<Choice> choices =
        List.of(
            new Choice('n', "no, leave it", false, () -> {}), new Choice('y', "yes", true, action));
    ui.show(new Dialog(title, text, choices, 0));
  }

  private void power(MachineRef machine, PowerMenuItem item) {
    run("power " + item.word() + " " + machine, () -> gateway.power(machine, item));
  }

  private void run(String what, Supplier<ActOutcome> act) {
    Consumer<ActOutcome> then =
        outcome -> {
          switch (outcome) {
            case ActOutcome.Done(String text) -> state.message(text, Tone.GOOD);
            case ActOutcome.NotSeen(String text) -> state.message(text, Tone.WARN);
            case ActOutcome.Refused(String text) -> state.message(text, Tone.BAD);
          }
        };
    if (acts.start(what, act, then)) {
      state.message(what + " …", Tone.PLAIN);
    } else {
      state.message("Eight actions are under way; wait until one has ended", Tone.WARN);
    }
  }

  private Optional<MachineRow> row(MachineRef machine) {
    return state.machines.all().stream().filter(row -> row.machine().equals(machine)).findFirst();
  }
}
