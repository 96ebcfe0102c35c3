package postern.gateway.view;

import java.nio.ByteBuffer;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.ScreenSnapshot;

/**
 * Shows a full-screen program on a terminal that is too small for it. The positions in the
 * machine's output do not fit there, so the output is hidden and the part round the cursor is
 * painted when it changes.
 */
public final class CroppedScreen {
  /** The time between two paints, nanoseconds. */
  private static final long PAINT_EVERY = 100_000_000L;

  /** The time between two checks whether the screen must be cropped, nanoseconds. */
  private static final long CHECK_EVERY = 2_000_000_000L;

  private final Console console;
  private final Attachment attachment;
  private final SessionOutput output;
  private final Overlay overlay;
  private boolean small;
  private boolean cropping;
  private boolean due = true;
  private long updatedAt;
  private long seenNotice;

  public CroppedScreen(
      Console console, Attachment attachment, SessionOutput output, Overlay overlay) {
    this.console = console;
    this.attachment = attachment;
    this.output = output;
    this.overlay = overlay;
  }

  /** Makes the next {@link #update} check, because a size or the keyboard may have changed. */
  public void updateSoon() {
    due = true;
  }

  /** Notes that the person has typed, and so has read the notice that covers a part. */
  public void keyTyped() {
    overlay.keyTyped();
    due |= showsNotice();
    seenNotice = output.lastNoticeAt();
  }

  /** Checks whether the screen must be cropped, and paints it if it is and has changed. */
  public void update(long now) {
    answerQueries();
    boolean early = !due && now - nextUpdate(now + CHECK_EVERY) < 0;
    if (!output.paints() || output.held() || early) {
      return;
    }
    due = false;
    updatedAt = now;
    seenNotice = output.lastNoticeAt();
    ScreenSnapshot screen = console.screen();
    small = overlay.small(screen);
    output.allowShortcut(!small);
    boolean crop = overlay.cropped(screen);
    if (crop || cropping) {
      boolean again = crop && cropping;
      cropping = crop;
      output.hideOutput(crop);
      overlay.paintUnder(again);
    }
  }

  /** Has the screen model answer hidden queries. The console takes answers only from the holder. */
  private void answerQueries() {
    if (output.hiddenQueries().pending()) {
      byte[] replies = output.hiddenQueries().replies(console.screen());
      if (replies.length > 0) {
        attachment.answer(ByteBuffer.wrap(replies));
      }
    }
  }

  /** Returns whether a cropped screen is not painted because a notice covers a part of it. */
  public boolean showsNotice() {
    return cropping && output.lastNoticeAt() != seenNotice;
  }

  /** Returns when {@link #update} is due, System.nanoTime, at most {@code otherwise}. */
  public long nextUpdate(long otherwise) {
    if (output.hiddenQueries().pending()) {
      return output.lastOutputAt(); // as soon as the screen model has processed them
    }
    if (!output.paints() || output.held()) {
      return otherwise;
    }
    long next = otherwise;
    if (showsNotice()) {
      next = output.lastNoticeAt() + Overlay.BOTTOM_LINE_STAYS;
    } else if (output.lastOutputAt() - updatedAt > 0) {
      next = updatedAt + (small ? PAINT_EVERY : CHECK_EVERY);
    }
    return next - otherwise < 0 ? next : otherwise;
  }
}
