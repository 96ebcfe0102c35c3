package postern.gateway.session;

import java.util.List;
import java.util.function.LongSupplier;
import postern.gateway.ssh.SessionChannel;
import postern.mux.screen.ScreenView;

/** What is painted over the machine's own screen: at attach, after a gap, on request. */
final class Overlay {
  /** How long a line on the bottom row stays, nanoseconds. */
  static final long STAYS = 5_000_000_000L;

  private final Place place;
  private final SessionChannel channel;
  private final OutputPath output;
  private final LongSupplier nanos;
  private final boolean shows;
  private boolean onBottom;
  private long ends;

  /**
   * @param output shows what is shown here only in the form of a terminal
   */
  Overlay(Place place, SessionChannel channel, OutputPath output, LongSupplier nanos) {
    this.place = place;
    this.channel = channel;
    this.output = output;
    this.nanos = nanos;
    this.shows = output.form() == OutputPath.Form.TERMINAL;
  }

  /** The screen with some words, as lines where it can be, else painted with the words below. */
  void show(boolean rows, List<String> words, String oneLine) {
    ScreenView view = place.at().repaint();
    if (AttachScreen.asLines(view)) {
      output.show(AttachScreen.lines(view, rows, words));
      output.showScreen(view.modes());
    } else {
      output.showScreen(view.paint());
      output.show(AttachScreen.bottomLine(oneLine, rows()));
      onBottom = true;
      ends = nanos.getAsLong() + STAYS;
    }
  }

  /** Exactly the machine's screen. */
  void paint() {
    ScreenView view = place.at().repaint();
    output.dropScreens();
    if (onBottom) {
      onBottom = false;
      output.show(AttachScreen.clearBottom(rows()));
    }
    output.showScreen(view.paint());
  }

  /** A key was typed: a line on the bottom row goes. */
  void keyTyped() {
    if (onBottom) {
      paint();
    }
  }

  /** There is a screen to show something over, and nothing is shown over it. */
  boolean canShow() {
    return shows && !onBottom;
  }

  boolean onBottom() {
    return onBottom;
  }

  /** When the line on the bottom row goes by itself, System.nanoTime. */
  long ends() {
    return ends;
  }

  int cols() {
    return channel.terminal().map(SessionChannel.Terminal::cols).filter(c -> c > 0).orElse(80);
  }

  private int rows() {
    return channel.terminal().map(SessionChannel.Terminal::rows).filter(r -> r > 0).orElse(24);
  }
}
