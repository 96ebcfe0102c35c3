package postern.gateway.view;

import java.nio.ByteBuffer;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.ScreenSnapshot;

/**
 * A program that draws, seen on a terminal too small for it: what the machine says is not shown,
 * since its positions mean other places there; the part round the cursor is painted anew as it
 * changes.
 */
public final class CroppedScreen {
  /** Between two paintings, nanoseconds. */
  private static final long PAINTS = 100_000_000L;

  /** Where nothing is cropped: between two looks whether it has to be, nanoseconds. */
  private static final long LOOKS = 2_000_000_000L;

  private final Console console;
  private final Attachment attachment;
  private final SessionOutput output;
  private final Overlay overlay;
  private boolean small;
  private boolean cropping;
  private boolean due = true;
  private long looked;
  private long wordsGone;

  public CroppedScreen(
      Console console, Attachment attachment, SessionOutput output, Overlay overlay) {
    this.console = console;
    this.attachment = attachment;
    this.output = output;
    this.overlay = overlay;
  }

  /** Something may be otherwise: looks at once. */
  public void again() {
    due = true;
  }

  /** Words that were put into the picture, or stand below it, have been read. */
  public void keyTyped() {
    overlay.keyTyped();
    due |= worded();
    wordsGone = output.wordsAt();
  }

  public void look(long now) {
    answer();
    if (!output.paints() || output.held() || (!due && now - nextLook(now + LOOKS) < 0)) {
      return;
    }
    due = false;
    looked = now;
    wordsGone = output.wordsAt();
    ScreenSnapshot view = console.screen();
    small = overlay.small(view);
    output.little(!small);
    boolean crop = overlay.cropped(view);
    if (crop || cropping) {
      boolean again = crop && cropping;
      cropping = crop;
      output.drop(crop);
      overlay.paintUnder(again);
    }
  }

  /** The model answers for a terminal that does not see the question; only the holder's passes. */
  private void answer() {
    if (output.unseen().asked()) {
      byte[] answers = output.unseen().answers(console.screen());
      if (answers.length > 0) {
        attachment.answer(ByteBuffer.wrap(answers));
      }
    }
  }

  /** The picture stands still for the sake of words in it. */
  public boolean worded() {
    return cropping && output.wordsAt() != wordsGone;
  }

  /** When to look, System.nanoTime, or {@code otherwise} where there is no need. */
  public long nextLook(long otherwise) {
    if (output.unseen().asked()) {
      return output.lastOutput(); // as soon as the model has come so far
    }
    if (!output.paints() || output.held()) {
      return otherwise;
    }
    boolean changed = output.lastOutput() - looked > 0;
    long next =
        worded()
            ? output.wordsAt() + Overlay.STAYS
            : changed ? looked + (small ? PAINTS : LOOKS) : otherwise;
    return next - otherwise < 0 ? next : otherwise;
  }
}
