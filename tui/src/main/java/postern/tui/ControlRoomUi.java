package postern.tui;

import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.graphics.SimpleTheme;
import com.googlecode.lanterna.gui2.BasicWindow;
import com.googlecode.lanterna.gui2.MultiWindowTextGUI;
import com.googlecode.lanterna.gui2.Window.Hint;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The admins' text user interface on one terminal: machines, live sessions, what can be done to
 * them. It sleeps until something happens; updates redraw it at most five times a second, ages at
 * most once. To be run once, by the thread that serves the person.
 */
public final class ControlRoomUi {
  private static final Duration BETWEEN_UPDATES = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final ControlRoom room;
  private final TuiTerminal terminal;
  private final Clock clock;
  private final RoomState state;
  private final Look look;
  private final FrameOutput output;
  private final ChannelTerminal channel;
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private Instant updated = Instant.MIN;
  private @Nullable Exit exit;

  /** Begins at the machines. */
  public ControlRoomUi(ControlRoom room, TuiTerminal terminal, Clock clock) {
    this(room, terminal, clock, Place.start());
  }

  /** Begins where the person was, as {@link Exit.Attach} said. */
  public ControlRoomUi(ControlRoom room, TuiTerminal terminal, Clock clock, Place start) {
    this.room = room;
    this.terminal = terminal;
    this.clock = clock;
    this.state = new RoomState(start);
    this.look = Look.of(terminal.type());
    this.output = new FrameOutput(terminal);
    this.channel = new ChannelTerminal(terminal, output, look, clock);
  }

  /**
   * Shows the control room until the person leaves it, and gives the screen back.
   *
   * @return how it ended; {@link Exit.Gone} at once when the client goes away, {@link
   *     Exit.Withdrawn} when the person is no admin any more
   */
  public Exit run() throws InterruptedException {
    return run(channel);
  }

  /** Draws on this one instead of on the channel. */
  Exit run(Terminal drawing) throws InterruptedException {
    try {
      TerminalScreen screen = new TerminalScreen(drawing);
      screen.setCursorPosition(null);
      screen.startScreen();
      try {
        return serve(drawing, screen);
      } finally {
        screen.stopScreen(false);
        farewell();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // all of it goes to memory
    }
  }

  private Exit serve(Terminal drawing, TerminalScreen screen)
      throws IOException, InterruptedException {
    MultiWindowTextGUI gui =
        new MultiWindowTextGUI(textGui -> new GuiThread(textGui, terminal::wake), screen);
    gui.setTheme(new SimpleTheme(TextColor.ANSI.DEFAULT, TextColor.ANSI.DEFAULT));
    Acts acts = new Acts(done -> gui.getGUIThread().invokeLater(() -> shown(gui, done)));
    RoomKeys keys = new RoomKeys(room, state, clock, acts, new GuiStage(gui, screen));
    RoomView view = new RoomView(state, look, clock, keys);
    BasicWindow window = new BasicWindow();
    window.setHints(List.of(Hint.FULL_SCREEN, Hint.NO_DECORATIONS));
    window.setComponent(view);
    gui.addWindow(window);
    try (ControlRoom.Watch watch = room.onChange(this::noteChange)) {
      while (!terminal.closed()) {
        if (!room.admitted()) {
          return new Exit.Withdrawn();
        }
        turn(drawing, gui, view);
        if (exit != null) {
          return exit;
        }
        terminal.await(untilNext(view));
      }
    }
    return new Exit.Gone();
  }

  /** Runs what changes the state, and has it drawn. */
  private static void shown(MultiWindowTextGUI gui, Runnable change) {
    change.run();
    gui.getWindows().forEach(window -> window.invalidate());
  }

  /** From any thread, as often as it likes: only the first call since the last update wakes. */
  private void noteChange() {
    if (changed.compareAndSet(false, true)) {
      terminal.wake();
    }
  }

  private void turn(Terminal drawing, MultiWindowTextGUI gui, RoomView view) throws IOException {
    channel.beginTurn();
    drawing.getTerminalSize(); // tells the screen of a new one
    if (!output.idle()) {
      gui.processInput(); // the client does not read: it gets the newest screen when it does
      return;
    }
    Instant now = clock.instant();
    if (changed.get() && !now.isBefore(nextUpdate())) {
      changed.set(false);
      updated = now;
      if (state.update(room)) {
        view.invalidate();
      }
    }
    if (!now.isBefore(view.agesChangeAt())) {
      view.invalidate();
    }
    gui.getGUIThread().processEventsAndUpdate();
  }

  private Instant nextUpdate() {
    return updated.plus(BETWEEN_UPDATES);
  }

  private Duration untilNext(RoomView view) {
    Instant next = channel.nextKeyAt();
    if (output.idle()) {
      next = earlier(next, view.agesChangeAt());
      next = changed.get() ? earlier(next, nextUpdate()) : next;
    }
    Instant now = clock.instant();
    if (!next.isAfter(now)) {
      return Duration.ZERO;
    }
    return next.isAfter(now.plus(LONGEST_WAIT)) ? LONGEST_WAIT : Duration.between(now, next);
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /** Waits until the client has the restored screen, but not for one that does not read. */
  private void farewell() throws InterruptedException {
    Instant end = clock.instant().plus(FAREWELL);
    Instant now = clock.instant();
    while (!terminal.closed() && !output.idle() && now.isBefore(end)) {
      terminal.await(Duration.between(now, end));
      now = clock.instant();
    }
  }

  private final class GuiStage implements RoomKeys.Stage {
    private final MultiWindowTextGUI gui;
    private final TerminalScreen screen;

    GuiStage(MultiWindowTextGUI gui, TerminalScreen screen) {
      this.gui = gui;
      this.screen = screen;
    }

    @Override
    public void ask(Question question) {
      BasicWindow window = new BasicWindow();
      window.setHints(List.of(Hint.CENTERED, Hint.MODAL, Hint.NO_DECORATIONS));
      window.setComponent(new DialogView(question, look, clock, window::close));
      gui.addWindow(window);
    }

    @Override
    public void repaint() {
      screen.clear();
    }

    @Override
    public void leave(Exit how) {
      exit = how;
    }

    @Override
    public boolean left() {
      return exit != null;
    }
  }
}
