package postern.gateway.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import postern.gateway.view.Overlay;
import postern.mux.Console;
import postern.mux.ScreenSnapshot;
import postern.mux.SizeSource;

/** The size of the console's screen, and the command that tells it to the machine. */
final class TerminalSize {
  private static final int LEAST_ROWS = 24;
  private static final int LEAST_COLS = 80;
  private static final int MOST_ROWS = 200;
  private static final int MOST_COLS = 500;

  private final SessionContext context;
  private final Console console;
  private final Overlay overlay;

  TerminalSize(SessionContext context, Overlay overlay) {
    this.context = context;
    this.console = context.acts().console();
    this.overlay = overlay;
  }

  private record Size(int rows, int cols) {}

  /** Returns the size of the person's terminal, at least 80x24. */
  private Size wanted() {
    return context
        .channel()
        .terminal()
        .map(t ->
            new Size(
                Math.clamp(t.rows(), LEAST_ROWS, MOST_ROWS),
                Math.clamp(t.cols(), LEAST_COLS, MOST_COLS)))
        .orElse(new Size(LEAST_ROWS, LEAST_COLS));
  }

  /** Gives the console's screen the size of this terminal, unless the machine was told a size. */
  void follow() {
    Size size = wanted();
    console.size(size.rows(), size.cols(), SizeSource.TYPIST);
  }

  /** Tells once that the console's screen is larger, unless the overlay tells it. */
  void tellIfSmall() {
    ScreenSnapshot screen = console.screen();
    if (context.terminal() && !overlay.cropped(screen)) {
      overlay.smallTerminalNotice(screen).ifPresent(context::tell);
    }
  }

  /** Types stty with this size, if the cursor is at a shell prompt. */
  void typeStty(boolean holder, MachineInput machineInput) {
    if (!holder) {
      context.tell("no stty typed: you do not have the keyboard");
      return;
    }
    if (!ShellPrompt.shown(console.screen())) {
      context.tell(
          "no stty typed: the last line does not look like a shell prompt;"
              + " press Enter until it does, or type stty rows R cols C yourself");
      return;
    }
    Size size = wanted();
    String command = "stty rows " + size.rows() + " cols " + size.cols();
    machineInput.type(ByteBuffer.wrap((command + "\r").getBytes(StandardCharsets.US_ASCII)));
    context.acts().toldSize(size.rows(), size.cols());
    context.tell(
        "typed \"" + command + "\"; the screen here is " + size.cols() + "x" + size.rows());
    tellIfSmall();
  }
}
