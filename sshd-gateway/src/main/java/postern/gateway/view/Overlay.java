package postern.gateway.view;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.text.PlainText;
import postern.mux.Attachment;
import postern.mux.ScreenSnapshot;

/** What is painted over the machine's own screen: at attach, after a gap, on request. */
public final class Overlay {
  /** How long a line on the bottom row stays, nanoseconds. */
  static final long STAYS = 5_000_000_000L;

  private final Attachment attachment;
  private final SessionChannel channel;
  private final SessionOutput output;
  private final LongSupplier nanos;
  private final boolean shows;
  private boolean onBottom;
  private long ends;
  private boolean toldSmall;
  private String bottomWords = "";
  private @Nullable ScreenSnapshot under;
  private @Nullable ScreenSnapshot shown;

  /**
   * @param output shows what is shown here only in the form of a terminal
   */
  public Overlay(
      Attachment attachment, SessionChannel channel, SessionOutput output, LongSupplier nanos) {
    this.attachment = attachment;
    this.channel = channel;
    this.output = output;
    this.nanos = nanos;
    this.shows = output.form() == SessionOutput.Form.TERMINAL;
  }

  /** The screen with some words, as lines where it can be, else painted with the words below. */
  public void show(boolean rows, List<String> words, String oneLine) {
    ScreenSnapshot view = attachment.repaint();
    if (ScreenRenderer.asLines(view)) {
      output.show(ScreenRenderer.lines(view, rows, words));
      output.showScreen(view.modes());
    } else {
      output.showScreen(painted(view, null));
      bottom(oneLine);
    }
  }

  /** Words of ours that a new screen comes with. */
  public void tell(String words) {
    String line = "[postern: " + words + "]";
    if (shows && !output.held()) {
      show(true, List.of(line), line);
    } else {
      output.say(words);
    }
  }

  /** Shows one line over the top row, where it hides little and the next scroll removes it. */
  public void showTopLine(String line) {
    output.show(ScreenRenderer.topLine(PlainText.fit(line, cols())));
  }

  private void bottom(String oneLine) {
    output.show(ScreenRenderer.bottomLine(PlainText.fit(oneLine, cols()), rows()));
    onBottom = true;
    bottomWords = oneLine;
    ends = nanos.getAsLong() + STAYS;
  }

  private byte[] painted(ScreenSnapshot view, @Nullable ScreenSnapshot before) {
    shown = view;
    return small(view) ? view.paint(rows(), cols(), before) : view.paint();
  }

  /** This terminal has no room for all of it. */
  boolean small(ScreenSnapshot view) {
    return rows() < view.rows() || cols() < view.cols();
  }

  /** A program draws on a terminal too small for it. */
  public boolean cropped(ScreenSnapshot view) {
    return shows && small(view) && !ScreenRenderer.asLines(view);
  }

  /** What is said, once, of a screen that is larger than this terminal. */
  public Optional<String> tellSmall(ScreenSnapshot view) {
    if (toldSmall || !small(view)) {
      return Optional.empty();
    }
    toldSmall = true;
    return Optional.of(
        "screen "
            + view.cols()
            + "x"
            + view.rows()
            + (shows ? ", you see the part round the cursor" : ", more than your terminal's"));
  }

  /** Exactly the machine's screen. */
  public void paint() {
    ScreenSnapshot view = attachment.repaint();
    output.dropScreens();
    if (onBottom) {
      onBottom = false;
      output.show(ScreenRenderer.clearBottom(rows()));
    }
    output.showScreen(painted(view, null));
    if (cropped(view)) {
      tellSmall(view).ifPresent(words -> bottom("[postern: " + words + "]"));
    }
  }

  /**
   * The machine's screen as it is now, and over it the line that is on the bottom row.
   *
   * @param again since the last time nothing but that was shown
   */
  void paintUnder(boolean again) {
    if (!onBottom && !again) {
      paint();
      return;
    }
    ScreenSnapshot before = again ? shown : null;
    output.dropScreens();
    output.showScreen(painted(attachment.repaint(), before));
    if (onBottom) {
      output.show(ScreenRenderer.bottomLine(PlainText.fit(bottomWords, cols()), rows()));
    }
  }

  /** Makes room for a line that the person writes; output waits until {@link #closeLine}. */
  void openLine() {
    if (output.paints()) {
      ScreenSnapshot view = attachment.repaint();
      under = view;
      onBottom = false;
      output.hold(true);
      if (ScreenRenderer.asLines(view)) {
        output.show("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /** What stands in that line; its end is what is seen of a long one. */
  void line(String words) {
    ScreenSnapshot view = under;
    if (view == null) {
      return;
    }
    String end = words.substring(Math.max(0, words.length() - cols() + 1));
    output.show(
        ScreenRenderer.asLines(view)
            ? ("\r\u001b[0m\u001b[K" + end).getBytes(StandardCharsets.UTF_8)
            : ScreenRenderer.bottomLine(end, rows()));
  }

  void closeLine() {
    ScreenSnapshot view = under;
    under = null;
    output.hold(false);
    if (view == null) {
      return;
    }
    if (ScreenRenderer.asLines(view)) {
      output.show("\r\u001b[K".getBytes(StandardCharsets.US_ASCII));
      output.show(ScreenRenderer.lines(view, false, List.of()));
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

  /** There is a screen to show something over, and nothing is shown over it. */
  public boolean canShow() {
    return shows && !onBottom;
  }

  public boolean onBottom() {
    return onBottom;
  }

  /** When the line on the bottom row goes by itself, System.nanoTime. */
  public long ends() {
    return ends;
  }

  public int cols() {
    return channel.terminal().map(SessionChannel.Terminal::cols).filter(c -> c > 0).orElse(80);
  }

  /** The client has gone. */
  public boolean gone() {
    return channel.closed();
  }

  public int rows() {
    return channel.terminal().map(SessionChannel.Terminal::rows).filter(r -> r > 0).orElse(24);
  }
}
