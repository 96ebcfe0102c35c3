package postern.gateway.session;

import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.pacing.PacedTyping;
import postern.gateway.pacing.PacedTyping.Progress;
import postern.gateway.text.PlainText;
import postern.gateway.view.Overlay;

/**
 * A paste that is typed no faster than the machine takes it. From the command on, everything typed
 * belongs to the paste, until nothing has come for a second.
 */
final class PacedPaste {
  private static final long SECOND = 1_000_000_000L;

  /** After this the command is forgotten if nothing was pasted. */
  private static final long START_TIMEOUT = 60 * SECOND;

  private static final long PROGRESS_EVERY = SECOND / 4;

  private final SessionContext context;
  private final Overlay overlay;
  private final LongSupplier nanos;
  private @Nullable PacedTyping typing;
  private long lastByte;
  private long progressAt;
  private boolean progressShown;

  PacedPaste(SessionContext context, Overlay overlay) {
    this.context = context;
    this.overlay = overlay;
    this.nanos = context.nanos();
  }

  /** Returns whether typed bytes belong to a paste. */
  boolean on() {
    return typing != null;
  }

  /**
   * Starts a paste.
   *
   * @param holder whether this session has the keyboard
   */
  void start(boolean holder) {
    if (!holder) {
      context.tell("no paste: you do not have the keyboard");
    } else if (typing != null) {
      context.tell("a paste is in progress already; " + context.key(".") + " stops it");
    } else {
      typing = new PacedTyping(context.acts().console(), context.attachment(), nanos);
      lastByte = nanos.getAsLong();
      progressAt = lastByte;
      context.tell(
          "paste now: it is typed no faster than "
              + context.acts().machine()
              + " takes it; "
              + context.key(".")
              + " stops it");
    }
  }

  /** Adds bytes to the paste; the buffer is empty afterwards. */
  void typed(ByteBuffer bytes) {
    PacedTyping now = typing;
    if (now != null) {
      now.offer(bytes);
      lastByte = nanos.getAsLong();
    }
    bytes.position(bytes.limit());
  }

  /** Returns whether more may be read from the client. */
  boolean hasRoom() {
    PacedTyping now = typing;
    return now == null || now.takes(64 * 1024);
  }

  /** Types as much as the machine takes now. */
  void step(long now) {
    PacedTyping paste = typing;
    if (paste == null) {
      return;
    }
    if (paste.taken() == 0) {
      if (now - lastByte >= START_TIMEOUT) {
        typing = null;
        context.tell("nothing was pasted within a minute; typing goes to the machine again");
      }
      return;
    }
    if (now - lastByte >= SECOND && !context.escapes().inPaste()) {
      paste.end();
    }
    switch (paste.step()) {
      case Progress.Going() -> showProgress(paste, now);
      case Progress.Done done -> {
        over(paste, done);
        context.tell("pasted " + paste.sent() + " bytes, " + echoed(done));
      }
      case Progress.Stopped stopped -> tellStopped(paste, stopped);
    }
  }

  /** Stops the paste, because the person wants it. */
  void stop() {
    PacedTyping paste = typing;
    if (paste == null) {
      return;
    }
    if (paste.taken() == 0) {
      typing = null;
      context.tell("paste cancelled; typing goes to the machine again");
    } else {
      tellStopped(paste, paste.stop("you stopped it"));
    }
  }

  /** Records how far a paste got, because the session ends. */
  void close() {
    PacedTyping paste = typing;
    if (paste != null && paste.sent() > 0) {
      context.acts().pasted(paste, paste.stop("the session ended"));
    }
  }

  private void tellStopped(PacedTyping paste, Progress.Stopped stopped) {
    over(paste, stopped);
    context.tell(
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

  private static String echoed(Progress.Done done) {
    return switch (done.echo()) {
      case "seen" -> "the echo of each line was seen";
      case "lost" -> "no echo was seen from byte " + done.echoed() + " on";
      default -> "there was no echo, so it was paced by time";
    };
  }

  private void over(PacedTyping paste, Progress how) {
    typing = null;
    if (progressShown) {
      progressShown = false;
      overlay.paint();
    }
    context.acts().pasted(paste, how);
  }

  private void showProgress(PacedTyping paste, long now) {
    if (!overlay.canShow() || now - progressAt < PROGRESS_EVERY || context.output().ready()) {
      return;
    }
    progressAt = now;
    progressShown = true;
    overlay.showTopLine(
        "[postern: paste: "
            + paste.sent()
            + " of "
            + paste.taken()
            + " bytes typed; "
            + context.key(".")
            + " stops it]");
  }

  /** Returns how many bytes will not be typed if the paste ends now. */
  long waiting() {
    PacedTyping now = typing;
    return now == null ? 0 : now.waiting();
  }

  /** Returns when {@link #step} is due at the latest, System.nanoTime. */
  long nextStep() {
    PacedTyping now = typing;
    return now == null ? Long.MAX_VALUE : now.nextLook();
  }
}
