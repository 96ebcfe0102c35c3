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
import postern.mux.ConsoleStatus;
import postern.mux.LineState;

/** What a session shows first: history if asked for, the screen, and the attach card. */
final class Greeting {
  private final SessionContext context;
  private final SessionOutput output;
  private final Overlay overlay;
  private final MachineInput machineInput;

  Greeting(SessionContext context, Overlay overlay, MachineInput machineInput) {
    this.context = context;
    this.output = context.output();
    this.overlay = overlay;
    this.machineInput = machineInput;
  }

  /** Shows it. The keyboard has been asked for before. */
  void show(AttachOptions options) {
    ConsoleStatus status = context.acts().console().status();
    if (status.line() instanceof LineState.Down down) {
      machineInput.connectNow(down);
    }
    if (context.terminal() && !options.raw()) {
      showHistory(options.lines());
      List<String> card = AttachCard.lines(context, overlay.cols());
      overlay.show(options.lines() == 0, card, AttachCard.oneLine(context, overlay.cols()));
      return;
    }
    if (options.lines() > 0) {
      showRawHistory(options.lines());
    }
    if (!options.raw()) {
      AttachCard.lines(context, Integer.MAX_VALUE).forEach(output::noticeLine);
    } else if (!options.watch()) {
      tellHolder();
    }
  }

  private void tellHolder() {
    ConsoleStatus status = context.acts().console().status();
    if (status.keyboard().filter(context::me).isEmpty()) {
      context.tell(AttachCard.keyboard(status, context));
    }
  }

  private void showHistory(int lines) {
    if (lines > 0) {
      long end = context.acts().console().screen().offset();
      output.show(HistoryText.last(output.toUtf8(before(end, lines)), lines));
    }
  }

  /** Shows the last lines so that the live output continues exactly where they end. */
  private void showRawHistory(int lines) {
    long end = context.attachment().seek(context.acts().console().status().endOffset());
    ByteBuffer bytes = before(end, lines);
    output.showHistory(bytes.position(HistoryText.start(bytes, lines)));
  }

  private ByteBuffer before(long end, int lines) {
    try {
      return context.acts().history(overlay::gone).lastBytes(lines, end);
    } catch (Work.Stopped e) {
      return ByteBuffer.allocate(0); // the session is over; its loop finds out why
    } catch (IOException | UncheckedIOException e) {
      context.tell("the history cannot be read: " + PlainText.clean(String.valueOf(e), 200));
      return ByteBuffer.allocate(0);
    }
  }
}
