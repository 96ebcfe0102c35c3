package postern.gateway.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.gateway.view.Overlay;
import postern.gateway.view.SessionOutput;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;

/** Handles what a console reports to a session besides the output of its machine. */
final class ConsoleEvents implements SessionOutput.Events {
  private final SessionContext context;
  private final Overlay overlay;
  private final KeyboardControl keyboard;
  private final MachineInput machineInput;
  private final Runnable keyboardMoved;
  private @Nullable String closedBecause;

  /**
   * @param keyboardMoved runs after the keyboard has moved
   */
  ConsoleEvents(
      SessionContext context,
      Overlay overlay,
      KeyboardControl keyboard,
      MachineInput machineInput,
      Runnable keyboardMoved) {
    this.context = context;
    this.overlay = overlay;
    this.keyboard = keyboard;
    this.machineInput = machineInput;
    this.keyboardMoved = keyboardMoved;
  }

  @Override
  public void missed(ReadResult.Missed missed) {
    overlay.showNotice(NoticeText.missed(missed, context));
  }

  @Override
  public void noticed(Notice notice) {
    if (notice instanceof Notice.KeyboardMoved moved) {
      machineInput.keyboardMoved();
      tell(notice);
      keyboard.moved(moved);
      keyboardMoved.run();
      return;
    }
    if (notice instanceof Notice.LineUp || notice instanceof Notice.LineDown) {
      machineInput.lineChanged();
    }
    if (notice instanceof Notice.TypingDropped(Participant by, long bytes, _) && context.me(by)) {
      machineInput.dropped(bytes);
    }
    if (notice instanceof Notice.RecordedAgain) {
      machineInput.recordedAgain();
    }
    tell(notice);
  }

  private void tell(Notice notice) {
    NoticeText.of(notice, context).ifPresent(context::tell);
  }

  @Override
  public void closed(String why) {
    closedBecause = why;
  }

  /** Returns why the console closed, if it did. */
  Optional<String> closedBecause() {
    return Optional.ofNullable(closedBecause);
  }
}
