package postern.mux;

import java.time.Duration;

/** Something people at a console are told besides its bytes. Words are the gateway's business. */
public sealed interface Notice {
  record LineUp() implements Notice {}

  record LineDown(LineState.Down state) implements Notice {}

  /** The keyboard went from one to another; absent means nobody. */
  record KeyboardMoved(
      @org.jspecify.annotations.Nullable Viewer from,
      @org.jspecify.annotations.Nullable Viewer to,
      Why why)
      implements Notice {}

  /** Typing that had not reached the machine was dropped. */
  record TypingDropped(Viewer by, long bytes, String why) implements Notice {}

  /** Output was read and shown but could not be recorded; more may follow. */
  record NotRecorded(String why) implements Notice {}

  /** Recording goes on; so much had been shown unrecorded. */
  record RecordedAgain(long gapBytes, Duration gap) implements Notice {}

  /** Any other one-line text, from an admin or from the gateway. */
  record Text(String line) implements Notice {}

  enum Why {
    TAKEN,
    FORCED,
    GIVEN,
    LEFT,
    SILENT,
    WITHDRAWN
  }
}
