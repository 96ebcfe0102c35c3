package postern.gateway.session;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.gateway.view.Overlay;
import postern.gateway.view.SessionOutput;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;

/** What a console tells a session besides what its machine says. */
final class ConsoleEvents implements SessionOutput.Events {
  private final Consumer<String> closed;
  private final Runnable keyboardMoved;
  private @Nullable Parts parts;

  /** Whom it concerns. */
  private record Parts(
      SessionContext place, Overlay overlay, KeyboardControl seat, MachineInput typing) {}

  /**
   * @param closed the console is gone, and why
   * @param keyboardMoved after everyone here knows
   */
  ConsoleEvents(Consumer<String> closed, Runnable keyboardMoved) {
    this.closed = closed;
    this.keyboardMoved = keyboardMoved;
  }

  /** Before anything is told. */
  void concerns(SessionContext place, Overlay overlay, KeyboardControl seat, MachineInput typing) {
    parts = new Parts(place, overlay, seat, typing);
  }

  private Parts parts() {
    return java.util.Objects.requireNonNull(parts);
  }

  @Override
  public void missed(ReadResult.Missed missed) {
    parts().overlay().tell(NoticeText.missed(missed, parts().place()));
  }

  @Override
  public void told(Notice notice) {
    SessionContext place = parts().place();
    MachineInput typing = parts().typing();
    if (notice instanceof Notice.KeyboardMoved moved) {
      typing.keyboardChanged();
      NoticeText.words(notice, place).ifPresent(place.voice()::say);
      parts().seat().moved(moved);
      keyboardMoved.run();
      return;
    }
    if (notice instanceof Notice.LineUp || notice instanceof Notice.LineDown) {
      typing.lineChanged();
    }
    if (notice instanceof Notice.TypingDropped(Participant by, long bytes, _) && place.me(by)) {
      typing.dropped(bytes);
    }
    if (notice instanceof Notice.RecordedAgain) {
      typing.recordedAgain();
    }
    NoticeText.words(notice, place).ifPresent(place.voice()::say);
  }

  @Override
  public void closed(String why) {
    closed.accept(why);
  }
}
