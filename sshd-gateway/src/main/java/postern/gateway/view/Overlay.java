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

/**
 * Paints the machine's screen on the person's terminal, and lines of the gateway over it: at
 * attach, after a gap, and on request.
 */
public final class Overlay {
  /** How long a line on the bottom row stays, nanoseconds. */
  static final long BOTTOM_LINE_STAYS = 5_000_000_000L;

  private final Attachment attachment;
  private final SessionChannel channel;
  private final SessionOutput output;
  private final LongSupplier nanos;
  private boolean onBottom;
  private long ends;
  private boolean toldSmall;
  private String bottomLine = "";
  private @Nullable ScreenSnapshot underPrompt;
  private @Nullable ScreenSnapshot painted;

  public Overlay(
      Attachment attachment, SessionChannel channel, SessionOutput output, LongSupplier nanos) {
    this.attachment = attachment;
    this.channel = channel;
    this.output = output;
    this.nanos = nanos;
  }

  /**
   * Shows the screen with notices: among its lines in line mode, else as one line on the bottom
   * row.
   *
   * @param rows whether the rows above the cursor are shown in line mode
   */
  public void show(boolean rows, List<String> notices, String oneLine) {
    ScreenSnapshot screen = attachment.repaint();
    if (ScreenRenderer.asLines(screen)) {
      output.show(ScreenRenderer.lines(screen, rows, notices));
      output.showScreen(screen.modes());
    } else {
      output.showScreen(paintingOf(screen, null));
      showBottomLine(oneLine);
    }
  }

  /** Shows a notice together with the screen as it is now. */
  public void showNotice(String notice) {
    String line = "[postern: " + notice + "]";
    if (output.paints() && !output.held()) {
      show(true, List.of(line), line);
    } else {
      output.notice(notice);
    }
  }

  /** Shows one line over the top row, where it hides little and the next scroll removes it. */
  public void showTopLine(String line) {
    output.show(ScreenRenderer.topLine(PlainText.fit(line, cols())));
  }

  private void showBottomLine(String line) {
    bottomLine = line;
    onBottom = true;
    ends = nanos.getAsLong() + BOTTOM_LINE_STAYS;
    renderBottomLine();
  }

  private void renderBottomLine() {
    output.show(ScreenRenderer.bottomLine(PlainText.fit(bottomLine, cols()), rows()));
  }

  private byte[] paintingOf(ScreenSnapshot screen, @Nullable ScreenSnapshot before) {
    painted = screen;
    return small(screen) ? screen.paint(rows(), cols(), before) : screen.paint();
  }

  /** Returns whether this terminal is smaller than the screen. */
  boolean small(ScreenSnapshot screen) {
    return rows() < screen.rows() || cols() < screen.cols();
  }

  /** Returns whether a full-screen program is shown on a terminal that is too small for it. */
  public boolean cropped(ScreenSnapshot screen) {
    return output.paints() && small(screen) && !ScreenRenderer.asLines(screen);
  }

  /** Returns the notice that this terminal is too small. It is returned once in a session. */
  public Optional<String> smallTerminalNotice(ScreenSnapshot screen) {
    if (toldSmall || !small(screen)) {
      return Optional.empty();
    }
    toldSmall = true;
    return Optional.of(
        "screen "
            + screen.cols()
            + "x"
            + screen.rows()
            + (output.paints()
                ? ", you see the part round the cursor"
                : ", larger than your terminal"));
  }

  /** Paints exactly the machine's screen. */
  public void paint() {
    ScreenSnapshot screen = attachment.repaint();
    output.dropScreens();
    if (onBottom) {
      onBottom = false;
      output.show(ScreenRenderer.clearBottom(rows()));
    }
    output.showScreen(paintingOf(screen, null));
    if (cropped(screen)) {
      smallTerminalNotice(screen).ifPresent(words -> showBottomLine("[postern: " + words + "]"));
    }
  }

  /**
   * Paints the machine's screen and keeps the line on the bottom row.
   *
   * @param again whether the terminal still shows the last paint, so that changes are enough
   */
  void paintUnder(boolean again) {
    if (!onBottom && !again) {
      paint();
      return;
    }
    ScreenSnapshot before = again ? painted : null;
    output.dropScreens();
    output.showScreen(paintingOf(attachment.repaint(), before));
    if (onBottom) {
      renderBottomLine();
    }
  }

  /** Makes room for a line that the person types. Output waits until {@link #closeLine}. */
  void openLine() {
    if (output.paints()) {
      ScreenSnapshot screen = attachment.repaint();
      underPrompt = screen;
      onBottom = false;
      output.hold(true);
      if (ScreenRenderer.asLines(screen)) {
        output.show("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /** Shows what the person has typed into that line; of a long text, the end. */
  void line(String text) {
    ScreenSnapshot screen = underPrompt;
    if (screen == null) {
      return;
    }
    String end = text.substring(Math.max(0, text.length() - cols() + 1));
    output.show(
        ScreenRenderer.asLines(screen)
            ? ("\r\u001b[0m\u001b[K" + end).getBytes(StandardCharsets.UTF_8)
            : ScreenRenderer.bottomLine(end, rows()));
  }

  void closeLine() {
    ScreenSnapshot screen = underPrompt;
    underPrompt = null;
    output.hold(false);
    if (screen == null) {
      return;
    }
    if (ScreenRenderer.asLines(screen)) {
      output.show("\r\u001b[K".getBytes(StandardCharsets.US_ASCII));
      output.show(ScreenRenderer.lines(screen, false, List.of()));
      output.showScreen(screen.modes());
    } else {
      paint();
    }
  }

  /** Removes a line on the bottom row, because a key was typed. */
  void keyTyped() {
    if (onBottom) {
      paint();
    }
  }

  /** Returns whether a line can be shown over the screen now. */
  public boolean canShow() {
    return output.paints() && !onBottom;
  }

  /** Returns whether a line of the gateway is on the bottom row. */
  public boolean onBottom() {
    return onBottom;
  }

  /** Returns when the line on the bottom row is due to be removed, System.nanoTime. */
  public long ends() {
    return ends;
  }

  public int cols() {
    return channel.terminal().map(SessionChannel.Terminal::cols).filter(c -> c > 0).orElse(80);
  }

  public int rows() {
    return channel.terminal().map(SessionChannel.Terminal::rows).filter(r -> r > 0).orElse(24);
  }

  /** Returns whether the client has gone. */
  public boolean gone() {
    return channel.closed();
  }
}
