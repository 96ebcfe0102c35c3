package postern.mux;

import java.time.Duration;

/** Something that people at a console are told besides its output. The gateway words it. */
public sealed interface Notice {
  record LineUp() implements Notice {}

  record LineDown(LineState.Down state) implements Notice {}

  /** The keyboard moved; a null participant means nobody. */
  record KeyboardMoved(
      @org.jspecify.annotations.Nullable Participant from,
      @org.jspecify.annotations.Nullable Participant to,
      Reason why)
      implements Notice {}

  /** Somebody asks the holder for the keyboard, or such a request ended without success. */
  record KeyboardAsked(Participant by, Participant holder, RequestStep step) implements Notice {}

  /** Typed bytes that had not reached the machine were dropped. */
  record TypingDropped(Participant by, long bytes, String why) implements Notice {}

  /** Output was shown but could not be recorded; more may follow. */
  record NotRecorded(String why) implements Notice {}

  /** Recording works again. Before, {@code gapBytes} were shown unrecorded. */
  record RecordedAgain(long gapBytes, Duration gap) implements Notice {}

  /** Any other line of text, from an admin or from the gateway. */
  record Text(String line) implements Notice {}

  /** The steps of a request for the keyboard. */
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
    /** The holder agreed to a request. */
    CONSENT,
    /** The holder was asked and showed no sign of presence. */
    IDLE
  }
}
