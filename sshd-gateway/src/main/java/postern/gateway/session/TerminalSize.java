package postern.gateway.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.view.Overlay;
import postern.mux.ScreenSnapshot;
import postern.mux.SizeSource;

/** How large the machine's terminal is believed to be, and the key that tells the machine. */
final class TerminalSize {
  private static final int LEAST_ROWS = 24;
  private static final int LEAST_COLS = 80;
  private static final int MOST_ROWS = 200;
  private static final int MOST_COLS = 500;

  private final SessionContext place;
  private final SessionChannel channel;
  private final Overlay overlay;

  TerminalSize(SessionContext place, SessionChannel channel, Overlay overlay) {
    this.place = place;
    this.channel = channel;
    this.overlay = overlay;
  }

  private record Size(int rows, int cols) {}

  /** A person's terminal, never below 80×24. */
  private Size wanted() {
    return channel
        .terminal()
        .map(t ->
            new Size(
                Math.clamp(t.rows(), LEAST_ROWS, MOST_ROWS),
                Math.clamp(t.cols(), LEAST_COLS, MOST_COLS)))
        .orElse(new Size(LEAST_ROWS, LEAST_COLS));
  }

  /** The writer's terminal counts until the machine is told a size. */
  void follow() {
    Size size = wanted();
    place.host().console().size(size.rows(), size.cols(), SizeSource.TYPIST);
  }

  /** Says once that the screen here is larger; over a drawn screen the overlay says so itself. */
  void tellIfSmall() {
    ScreenSnapshot view = place.host().console().screen();
    if (channel.terminal().isPresent() && !overlay.cropped(view)) {
      overlay.tellSmall(view).ifPresent(place.voice()::say);
    }
  }

  /** {@code t}: tells the machine, where a shell waits for a command. */
  void tell(boolean mine, MachineInput typing) {
    if (!mine) {
      place.voice().say("no stty typed: the keyboard is not yours");
      return;
    }
    ScreenSnapshot view = place.host().console().screen();
    if (!ShellPrompt.shown(view)) {
      place
          .voice()
          .say(
              "no stty typed: the last line does not look like a shell's prompt; "
                  + "press Enter until it does, or type stty rows R cols C yourself");
      return;
    }
    Size size = wanted();
    String command = "stty rows " + size.rows() + " cols " + size.cols();
    typing.type(ByteBuffer.wrap((command + "\r").getBytes(StandardCharsets.US_ASCII)));
    place.host().toldSize(size.rows(), size.cols());
    place
        .voice()
        .say("typed \"" + command + "\"; the screen here is " + size.cols() + "x" + size.rows());
    tellIfSmall();
  }
}
