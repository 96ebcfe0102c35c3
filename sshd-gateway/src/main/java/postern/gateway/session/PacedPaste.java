package postern.gateway.session;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.pacing.PacedTyping;
import postern.gateway.pacing.PacedTyping.Standing;
import postern.gateway.text.PlainText;
import postern.gateway.view.Overlay;
import postern.gateway.view.SessionOutput;

/**
 * A paste that is typed no faster than the machine takes it: everything typed from the key on, up
 * to a second without any, goes this way.
 */
final class PacedPaste {
  private static final long SECOND = 1_000_000_000L;

  /** A key that no paste follows is forgotten after this. */
  private static final long NOTHING_CAME = 60 * SECOND;

  private static final long SHOW_EVERY = SECOND / 4;

  private final SessionContext place;
  private final Overlay overlay;
  private final SessionOutput output;
  private final BooleanSupplier bracketOpen;
  private final LongSupplier nanos;
  private @Nullable PacedTyping typing;
  private long lastByte;
  private long shownAt;
  private boolean shown;

  /**
   * @param bracketOpen a bracketed paste is under way and its end marker still to come
   */
  PacedPaste(
      SessionContext place,
      Overlay overlay,
      SessionOutput output,
      BooleanSupplier bracketOpen,
      LongSupplier nanos) {
    this.place = place;
    this.overlay = overlay;
    this.output = output;
    this.bracketOpen = bracketOpen;
    this.nanos = nanos;
  }

  /** What is typed now belongs to a paste. */
  boolean on() {
    return typing != null;
  }

  /** {@code v}. */
  void begin(boolean mine) {
    if (!mine) {
      place.voice().say("no paste: the keyboard is not yours");
    } else if (typing != null) {
      place.voice().say("paste already: " + place.key(".") + " stops it");
    } else {
      typing = new PacedTyping(place.host().console(), place.at(), nanos);
      lastByte = nanos.getAsLong();
      shownAt = lastByte;
      place
          .voice()
          .say(
              "paste now: it is typed no faster than "
                  + place.host().machine()
                  + " takes it; "
                  + place.key(".")
                  + " stops it");
    }
  }

  /** Takes these; the buffer is empty afterwards. */
  void typed(ByteBuffer bytes) {
    PacedTyping now = typing;
    if (now != null) {
      now.offer(bytes);
      lastByte = nanos.getAsLong();
    }
    bytes.position(bytes.limit());
  }

  /** Room for what the client may send more. */
  boolean takesMore() {
    PacedTyping now = typing;
    return now == null || now.takes(64 * 1024);
  }

  /** Types on. */
  void step(long now) {
    PacedTyping paste = typing;
    if (paste == null) {
      return;
    }
    if (paste.taken() == 0) {
      if (now - lastByte >= NOTHING_CAME) {
        typing = null;
        place.voice().say("nothing was pasted within a minute; keys go straight on again");
      }
      return;
    }
    if (now - lastByte >= SECOND && !bracketOpen.getAsBoolean()) {
      paste.end();
    }
    switch (paste.step()) {
      case Standing.Going() -> show(paste, now);
      case Standing.Done done -> {
        over(paste, done);
        place.voice().say("pasted " + paste.sent() + " bytes, " + echoed(done));
      }
      case Standing.Stopped stopped -> tellStopped(paste, stopped);
    }
  }

  /** {@code .} while a paste is under way. */
  void stop() {
    PacedTyping paste = typing;
    if (paste == null) {
      return;
    }
    if (paste.taken() == 0) {
      typing = null;
      place.voice().say("no paste then; keys go straight on again");
    } else {
      tellStopped(paste, paste.stop("you stopped it"));
    }
  }

  /** The session ends, be a paste under way or not. */
  void leave() {
    PacedTyping paste = typing;
    if (paste != null && paste.sent() > 0) {
      place.host().pasted(paste, paste.stop("the session ended"));
    }
  }

  private void tellStopped(PacedTyping paste, Standing.Stopped stopped) {
    over(paste, stopped);
    place
        .voice()
        .say(
            "paste stopped at byte "
                + stopped.reached()
                + " of "
                + paste.taken()
                + ": "
                + PlainText.clean(stopped.why(), 200)
                + "; "
                + paste.waiting()
                + " bytes were not typed");
  }

  private static String echoed(Standing.Done done) {
    return switch (done.echo()) {
      case "seen" -> "each line's echo seen";
      case "lost" -> "no echo seen from byte " + done.echoed() + " on";
      default -> "no echo to see, paced by time";
    };
  }

  private void over(PacedTyping paste, Standing how) {
    typing = null;
    if (shown) {
      shown = false;
      overlay.paint();
    }
    place.host().pasted(paste, how);
  }

  /** On the top row: there it is in nobody's way, and a scroll takes it off at once. */
  private void show(PacedTyping paste, long now) {
    if (!overlay.canShow() || now - shownAt < SHOW_EVERY || output.ready()) {
      return;
    }
    shownAt = now;
    shown = true;
    String words =
        "[postern: paste: "
            + paste.sent()
            + " of "
            + paste.taken()
            + " bytes typed; "
            + place.key(".")
            + " stops it]";
    overlay.showTopLine(words);
  }

  /** Bytes that will not be typed if it ends here. */
  long waiting() {
    PacedTyping now = typing;
    return now == null ? 0 : now.waiting();
  }

  /** When {@link #step} is due at the latest, System.nanoTime. */
  long nextLook() {
    PacedTyping now = typing;
    return now == null ? Long.MAX_VALUE : now.nextLook();
  }
}
