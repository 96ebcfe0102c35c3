package postern.gateway.session;

import java.nio.ByteBuffer;
import java.util.List;
import postern.mux.Console;
import postern.mux.LineState;

/** The first thing a person sees: history if asked for, the screen, the attach card. */
final class Arrival {
  private static final int HISTORY = 256 * 1024;

  private final Place place;
  private final OutputPath output;
  private final Overlay overlay;

  Arrival(Place place, OutputPath output, Overlay overlay) {
    this.place = place;
    this.output = output;
    this.overlay = overlay;
  }

  /** The keyboard was asked for already. */
  void show(AttachOptions options, boolean terminal) {
    if (place.host().console().status().line() instanceof LineState.Down) {
      place.host().console().tryNow();
    }
    if (terminal && !options.raw()) {
      showHistory(options.lines());
      List<String> card = AttachCard.lines(place, overlay.cols());
      overlay.show(options.lines() == 0, card, AttachCard.oneLine(place, overlay.cols()));
      return;
    }
    if (options.lines() > 0) {
      seekBack(options.lines());
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
      output.show(HistoryText.last(upTo(held(end), end), lines));
    }
  }

  private Console.Held held(long end) {
    return place.host().console().history(Math.max(0, end - HISTORY), HISTORY);
  }

  private static ByteBuffer upTo(Console.Held held, long end) {
    ByteBuffer bytes = held.bytes().slice();
    return bytes.limit(Math.clamp(end - held.fromOffset(), 0, bytes.limit()));
  }

  private void seekBack(int lines) {
    Console.Held held = held(place.host().console().status().endOffset());
    place.at().seek(held.fromOffset() + HistoryText.start(held.bytes().slice(), lines));
  }
}
