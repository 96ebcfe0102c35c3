package postern.tui;

import com.googlecode.lanterna.input.KeyStroke;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import postern.tui.Look.Tone;
import postern.tui.Question.Choice;

/** What the keys do. */
final class RoomKeys {
  private static final List<String> HELP =
      List.of(
          "1 2 Tab   machines, sessions",
          "arrows PgUp PgDn Home End   move",
          "Enter   the console of the machine; leave it with ^Ec. to come back here",
          "p   power menu of the machine",
          "k   end the session (on the sessions' screen)",
          "/   filter: words that must all be there; Esc shows all",
          "a   what is wrong now",
          "r Ctrl-L   paint the screen anew",
          "q Ctrl-C   leave");

  private final ControlRoom room;
  private final RoomState state;
  private final Clock clock;
  private final Acts acts;
  private final Stage stage;

  /** What keys can do to the user interface itself. */
  interface Stage {
    void ask(Question question);

    void repaint();

    void leave(Exit exit);

    /** Keys after that one are for nobody. */
    boolean left();
  }

  RoomKeys(ControlRoom room, RoomState state, Clock clock, Acts acts, Stage stage) {
    this.room = room;
    this.state = state;
    this.clock = clock;
    this.acts = acts;
    this.stage = stage;
  }

  /**
   * @param pageRows how far a page up or down goes
   */
  void press(KeyStroke key, int pageRows) {
    if (key.isAltDown() || stage.left()) {
      return;
    }
    if (state.filtering()) {
      typeFilter(key);
      return;
    }
    if (key instanceof KeyDecoder.Pasted) {
      return;
    }
    Listing<?> rows = state.listing();
    switch (key.getKeyType()) {
      case ArrowUp -> rows.moveBy(-1);
      case ArrowDown -> rows.moveBy(1);
      case PageUp -> rows.moveBy(-pageRows);
      case PageDown -> rows.moveBy(pageRows);
      case Home -> rows.moveTo(0);
      case End -> rows.moveTo(Integer.MAX_VALUE);
      case Enter -> attach();
      case Tab, ReverseTab -> turnPage();
      case F1 -> stage.ask(Question.reading("Keys", HELP));
      case F2 -> state.page(Place.Page.MACHINES);
      case F3 -> state.page(Place.Page.SESSIONS);
      case F5 -> stage.repaint();
      case Escape -> clear();
      case Character -> character(key);
      default -> {}
    }
  }

  private void character(KeyStroke key) {
    if (key.isCtrlDown()) {
      switch (key.getCharacter()) {
        case 'l' -> stage.repaint();
        case 'c' -> stage.leave(new Exit.Quit());
        default -> {}
      }
      return;
    }
    switch (key.getCharacter()) {
      case '1' -> state.page(Place.Page.MACHINES);
      case '2' -> state.page(Place.Page.SESSIONS);
      case '/' -> state.filtering(true);
      case '?', 'h' -> stage.ask(Question.reading("Keys", HELP));
      case 'a' -> alerts();
      case 'p' -> state.machine().ifPresent(this::powerMenu);
      case 'k' -> endSession();
      case 'r' -> stage.repaint();
      case 'q' -> stage.leave(new Exit.Quit());
      default -> state.say("? shows the keys", Tone.PLAIN);
    }
  }

  private void typeFilter(KeyStroke key) {
    Listing<?> rows = state.listing();
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
      case 'u' -> state.listing().filter("");
      case 'c' -> clear();
      case 'l' -> stage.repaint();
      default -> {}
    }
  }

  private void clear() {
    state.filtering(false);
    state.listing().filter("");
    state.sayNothing();
  }

  private void turnPage() {
    state.page(
        switch (state.page()) {
          case MACHINES -> Place.Page.SESSIONS;
          case SESSIONS -> Place.Page.MACHINES;
        });
  }

  private void attach() {
    state.machine().ifPresent(machine -> stage.leave(new Exit.Attach(machine, state.place(""))));
  }

  private void alerts() {
    List<String> texts = new ArrayList<>();
    state.alerts().forEach(alert -> texts.add("! " + alert.text()));
    stage.ask(Question.reading("Alerts", texts.isEmpty() ? List.of("Nothing is wrong.") : texts));
  }

  private void powerMenu(MachineRef machine) {
    List<Choice> choices = new ArrayList<>();
    for (PowerVerb verb : PowerVerb.values()) {
      Runnable act = verb.dangerous() ? () -> confirm(machine, verb) : () -> power(machine, verb);
      String label = verb == PowerVerb.SOFT ? "soft shutdown" : verb.word();
      choices.add(new Choice(verb.key(), label, !verb.dangerous(), act));
    }
    String now = row(machine).map(row -> MachineTable.word(row.power())).orElse("not known");
    stage.ask(new Question("Power of " + machine + ", now " + now, List.of(), choices, 0));
  }

  private void confirm(MachineRef machine, PowerVerb verb) {
    List<String> text = new ArrayList<>();
    text.add(verb.sentence() + " " + machine + "?");
    Ages ages = new Ages(clock.instant());
    row(machine)
        .flatMap(MachineRow::lastTyped)
        .ifPresent(
            typed -> text.add(typed.person() + " typed there " + ages.of(typed.at()) + " ago."));
    yesOrNo("Power " + verb.word(), text, () -> power(machine, verb));
  }

  private void endSession() {
    if (state.page() != Place.Page.SESSIONS) {
      state.say("k ends a session: 2 shows the sessions", Tone.PLAIN);
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
        () -> run(what, () -> room.endSession(row.id(), "ended from the control room")));
  }

  private void yesOrNo(String title, List<String> text, Runnable act) {
    List<Choice> choices =
        List.of(
            new Choice('n', "no, leave it", false, () -> {}), new Choice('y', "yes", true, act));
    stage.ask(new Question(title, text, choices, 0));
  }

  private void power(MachineRef machine, PowerVerb verb) {
    run("power " + verb.word() + " " + machine, () -> room.power(machine, verb));
  }

  private void run(String what, Supplier<ActOutcome> act) {
    Consumer<ActOutcome> then =
        outcome -> {
          switch (outcome) {
            case ActOutcome.Done(String text) -> state.say(text, Tone.GOOD);
            case ActOutcome.NotSeen(String text) -> state.say(text, Tone.WARN);
            case ActOutcome.Refused(String text) -> state.say(text, Tone.BAD);
          }
        };
    if (acts.begin(what, act, then)) {
      state.say(what + " …", Tone.PLAIN);
    } else {
      state.say("Eight acts are under way; wait for one to end", Tone.WARN);
    }
  }

  private Optional<MachineRow> row(MachineRef machine) {
    return state.machines.all().stream().filter(row -> row.machine().equals(machine)).findFirst();
  }
}
