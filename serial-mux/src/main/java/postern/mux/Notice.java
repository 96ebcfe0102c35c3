package postern.mux;

import java.time.Duration;

/** Something people at a console are told besides its bytes. Words are the gateway's business. */
public sealed interface Notice {
  record LineUp() implements Notice {}

  record LineDown(LineState.Down state) implements Notice {}

  /** The keyboard went from one to another; absent means nobody. */
  record KeyboardMoved(
      @org.jspecify.annotations.Nullable Participant from,
      @org.jspecify.annotations.Nullable Participant to,
      Reason why)
      implements Notice {}

  /** Somebody asks the holder for the keyboard, or that request came to an end without it. */
  record KeyboardAsked(Participant by, Participant holder, RequestStep step) implements Notice {}

  /** Typing that had not reached the machine was dropped. */
  record TypingDropped(Participant by, long bytes, String why) implements Notice {}

  /** Output was read and shown but could not be recorded; more may follow. */
  record NotRecorded(String why) implements Notice {}

  /** Recording goes on; so much had been shown unrecorded. */
  record RecordedAgain(long gapBytes, Duration gap) implements Notice {}

  /** Any other one-line text, from an admin or from the gateway. */
  record Text(String line) implements Notice {}

  /** Of a request for the keyboard. */
  enum RequestStep {
    ASKED,
    REFUSED,
    LAPSED
  }

  enum Reason {
    TAKEN,
    FORCED,
    GIVEN,
    LEFT,
    SILENT,
    WITHDRAWN,
    /** Its holder said yes to whoever asked. */
    CONSENT,
    /** Its holder was asked and showed no sign of being there. */
    IDLE
  }
}
