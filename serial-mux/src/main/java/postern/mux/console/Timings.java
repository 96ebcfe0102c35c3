package postern.mux.console;

import java.time.Duration;

/** How long things take at most; the tests shorten some. */
record Timings(
    Duration firstRetry,
    Duration longestRetry,
    Duration connect,
    Duration recorderPatience,
    Duration holderSilence,
    RequestQueue.Waits asking) {
  /** With the usual waits for who asks for the keyboard. */
  Timings(
      Duration firstRetry,
      Duration longestRetry,
      Duration connect,
      Duration recorderPatience,
      Duration holderSilence) {
    this(
        firstRetry,
        longestRetry,
        connect,
        recorderPatience,
        holderSilence,
        RequestQueue.Waits.USUAL);
  }

  /**
   * A dead client frees the keyboard within 15 s; a session tells of a living link up to 2 s late.
   * A healthy idle link is heard every 5 s.
   */
  private static final Duration SILENCE = Duration.ofSeconds(12);

  static final Timings USUAL =
      new Timings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          Duration.ofMillis(250),
          SILENCE);
}
