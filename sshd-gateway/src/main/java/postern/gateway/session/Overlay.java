package postern.gateway.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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
  private @Nullable ScreenView under;

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

  /** Makes room for a line that the person writes; output waits until {@link #closeLine}. */
  void openLine() {
    if (output.paints()) {
      ScreenView view = place.at().repaint();
      under = view;
      onBottom = false;
      output.hold(true);
      if (AttachScreen.asLines(view)) {
        output.show("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /** What stands in that line; its end is what is seen of a long one. */
  void line(String words) {
    ScreenView view = under;
    if (view == null) {
      return;
    }
    String end = words.substring(Math.max(0, words.length() - cols() + 1));
    output.show(
        AttachScreen.asLines(view)
            ? ("\r\u001b[0m\u001b[K" + end).getBytes(StandardCharsets.UTF_8)
            : AttachScreen.bottomLine(end, rows()));
  }

  void closeLine() {
    ScreenView view = under;
    under = null;
    output.hold(false);
    if (view == null) {
      return;
    }
    if (AttachScreen.asLines(view)) {
      output.show("\r\u001b[K".getBytes(StandardCharsets.US_ASCII));
      output.show(AttachScreen.lines(view, false, List.of()));
      output.showScreen(view.modes());
    } else {
      paint();
    }
  }

  /** A key was typed: a line on the bottom row goes. */
  void keyTyped() {
    if (onBottom) {
      paint();
    }
  }

  /** There is a screen to show something over. */
  boolean shows() {
    return shows;
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

  int rows() {
    return channel.terminal().map(SessionChannel.Terminal::rows).filter(r -> r > 0).orElse(24);
  }
}
