package postern.gateway.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import postern.gateway.access.AttachOptions;
import postern.gateway.pager.HistoryText;
import postern.gateway.text.PlainText;
import postern.gateway.view.Overlay;
import postern.gateway.view.SessionOutput;
import postern.gateway.work.Work;
import postern.mux.LineState;

/** The first thing a person sees: history if asked for, the screen, the attach card. */
final class Greeting {
  private final SessionContext place;
  private final SessionOutput output;
  private final Overlay overlay;
  private final MachineInput typing;

  Greeting(SessionContext place, SessionOutput output, Overlay overlay, MachineInput typing) {
    this.typing = typing;
    this.place = place;
    this.output = output;
    this.overlay = overlay;
  }

  /** The keyboard was asked for already. */
  void show(AttachOptions options, boolean terminal) {
    if (place.host().console().status().line() instanceof LineState.Down down) {
      typing.tryLine(down);
    }
    if (terminal && !options.raw()) {
      showHistory(options.lines());
      List<String> card = AttachCard.lines(place, overlay.cols());
      overlay.show(options.lines() == 0, card, AttachCard.oneLine(place, overlay.cols()));
      return;
    }
    if (options.lines() > 0) {
      goBack(options.lines());
    }
    if (!options.raw()) {
      AttachCard.lines(place, Integer.MAX_VALUE).forEach(output::sayAsIs);
    } else if (!options.watch()) {
      sayWhoHasTheKeyboard();
    }
  }

  private void sayWhoHasTheKeyboard() {
    var status = place.host().console().status();
    if (status.keyboard().filter(place::me).isEmpty()) {
      output.say(AttachCard.keyboard(status, place));
    }
  }

  private void showHistory(int lines) {
    if (lines > 0) {
      long end = place.host().console().screen().offset();
      output.show(HistoryText.last(output.readable(before(end, lines)), lines));
    }
  }

  /** In front of what comes live, and joined to it exactly. */
  private void goBack(int lines) {
    long end = place.at().seek(place.host().console().status().endOffset());
    ByteBuffer bytes = before(end, lines);
    output.showPast(bytes.position(HistoryText.start(bytes, lines)));
  }

  private ByteBuffer before(long end, int lines) {
    try {
      return place.host().history(overlay::gone).lastBytes(lines, end);
    } catch (Work.Stopped e) {
      return ByteBuffer.allocate(0); // the session looks why
    } catch (IOException | UncheckedIOException e) {
      output.say("the history cannot be read: " + PlainText.clean(String.valueOf(e), 200));
      return ByteBuffer.allocate(0);
    }
  }
}
