package postern.tui.screen;

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
import postern.tui.AdminGateway;
import postern.tui.Exit;
import postern.tui.TuiTerminal;
import postern.tui.ViewState;
import postern.tui.terminal.ChannelTerminal;
import postern.tui.terminal.FrameOutput;
import postern.tui.terminal.GuiThread;
import postern.tui.terminal.Style;

/**
 * The admins' text UI on one terminal: the machines, the live sessions, and the actions on them. It
 * waits until something happens. Updates redraw it at most five times a second, ages at most once a
 * second. It is run once, by the thread that serves the person.
 */
public final class TextUi {
  private static final Duration UPDATE_INTERVAL = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration RESTORE_LIMIT = Duration.ofSeconds(2);

  private final AdminGateway gateway;
  private final TuiTerminal terminal;
  private final Clock clock;
  private final UiState state;
  private final Style style;
  private final FrameOutput output;
  private final ChannelTerminal channel;
  private final AtomicBoolean changed = new AtomicBoolean(true);
  private Instant updated = Instant.MIN;
  private @Nullable Exit exit;

  /** Starts with the machines. */
  public TextUi(AdminGateway gateway, TuiTerminal terminal, Clock clock) {
    this(gateway, terminal, clock, ViewState.start());
  }

  /** Starts with a state from an earlier {@link Exit.Attach}. */
  public TextUi(AdminGateway gateway, TuiTerminal terminal, Clock clock, ViewState start) {
    this.gateway = gateway;
    this.terminal = terminal;
    this.clock = clock;
    this.state = new UiState(start);
    this.style = Style.of(terminal.type());
    this.output = new FrameOutput(terminal);
    this.channel = new ChannelTerminal(terminal, output, style, clock);
  }

  /**
   * Shows the text UI until it ends, and restores the terminal.
   *
   * @return how it ended; {@link Exit.Disconnected} at once when the client disconnects, {@link
   *     Exit.Withdrawn} when the person is no longer an admin
   */
  public Exit run() throws InterruptedException {
    return run(channel);
  }

  /** Draws on another terminal than the channel's. For tests. */
  Exit run(Terminal drawing) throws InterruptedException {
    try {
      TerminalScreen screen = new TerminalScreen(drawing);
      screen.setCursorPosition(null);
      screen.startScreen();
      try {
        return serve(drawing, screen);
      } finally {
        screen.stopScreen(false);
        awaitRestored();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // output goes to memory
    }
  }

  private Exit serve(Terminal drawing, TerminalScreen screen)
      throws IOException, InterruptedException {
    MultiWindowTextGUI gui =
        new MultiWindowTextGUI(textGui -> new GuiThread(textGui, terminal::wake), screen);
    gui.setTheme(new SimpleTheme(TextColor.ANSI.DEFAULT, TextColor.ANSI.DEFAULT));
    BackgroundActs acts =
        new BackgroundActs(done -> gui.getGUIThread().invokeLater(() -> runAndRedraw(gui, done)));
    KeyBindings keys = new KeyBindings(gateway, state, clock, acts, new GuiControl(gui, screen));
    MainView view = new MainView(state, style, clock, keys);
    BasicWindow window = new BasicWindow();
    window.setHints(List.of(Hint.FULL_SCREEN, Hint.NO_DECORATIONS));
    window.setComponent(view);
    gui.addWindow(window);
    try (AdminGateway.Subscription _ = gateway.onChange(this::noteChange)) {
      while (!terminal.closed()) {
        if (!gateway.isAdmin()) {
          return new Exit.Withdrawn();
        }
        turn(drawing, gui, view);
        if (exit != null) {
          return exit;
        }
        terminal.await(untilNext(view));
      }
    }
    return new Exit.Disconnected();
  }

  /** Runs a change of the state and redraws. */
  private static void runAndRedraw(MultiWindowTextGUI gui, Runnable change) {
    change.run();
    gui.getWindows().forEach(window -> window.invalidate());
  }

  /** Called by any thread. Only the first call after an update wakes the UI. */
  private void noteChange() {
    if (changed.compareAndSet(false, true)) {
      terminal.wake();
    }
  }

  private void turn(Terminal drawing, MultiWindowTextGUI gui, MainView view) throws IOException {
    channel.beginTurn();
    drawing.getTerminalSize(); // reports a new size to the screen
    if (!output.idle()) {
      gui.processInput(); // the client does not read; later it gets the newest screen
      return;
    }
    Instant now = clock.instant();
    if (changed.get() && !now.isBefore(nextUpdate())) {
      changed.set(false);
      updated = now;
      if (state.update(gateway)) {
        view.invalidate();
      }
    }
    if (!now.isBefore(view.agesChangeAt())) {
      view.invalidate();
    }
    gui.getGUIThread().processEventsAndUpdate();
  }

  private Instant nextUpdate() {
    return updated.plus(UPDATE_INTERVAL);
  }

  private Duration untilNext(MainView view) {
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

  /** Waits for a limited time until the client has read the restored screen. */
  private void awaitRestored() throws InterruptedException {
    Instant end = clock.instant().plus(RESTORE_LIMIT);
    Instant now = clock.instant();
    while (!terminal.closed() && !output.idle() && now.isBefore(end)) {
      terminal.await(Duration.between(now, end));
      now = clock.instant();
    }
  }

  private final class GuiControl implements KeyBindings.UiControl {
    private final MultiWindowTextGUI gui;
    private final TerminalScreen screen;

    GuiControl(MultiWindowTextGUI gui, TerminalScreen screen) {
      this.gui = gui;
      this.screen = screen;
    }

    @Override
    public void show(Dialog dialog) {
      BasicWindow window = new BasicWindow();
      window.setHints(List.of(Hint.CENTERED, Hint.MODAL, Hint.NO_DECORATIONS));
      window.setComponent(new DialogView(dialog, style, clock, window::close));
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
    public boolean hasExit() {
      return exit != null;
    }
  }
}
