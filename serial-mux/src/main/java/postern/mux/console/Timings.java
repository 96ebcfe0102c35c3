package postern.mux.console;

import java.time.Clock;
import java.time.Duration;

/**
 * The clock of a console and its time limits. Tests shorten some of them.
 *
 * @param clock tells the time of day
 * @param firstRetry the wait before a line is tried again for the first time
 * @param longestRetry the longest wait between two tries
 * @param connect how long a connection may take
 * @param recorderPatience how long output waits for the recorder
 * @param holderSilence after how long without a sign of life the keyboard holder loses it
 * @param requests how long a request for the keyboard waits
 */
record Timings(
    Clock clock,
    Duration firstRetry,
    Duration longestRetry,
    Duration connect,
    Duration recorderPatience,
    Duration holderSilence,
    RequestQueue.Waits requests) {
  /**
   * The limits of a real console. A dead client frees the keyboard within 15 s: a healthy idle link
   * shows life every 5 s, and a session reports it up to 2 s late.
   */
  static Timings usual(Clock clock) {
    return new Timings(
        clock,
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofMillis(250),
        Duration.ofSeconds(12),
        RequestQueue.Waits.USUAL);
  }

  Timings withRetries(Duration first, Duration longest) {
    return new Timings(clock, first, longest, connect, recorderPatience, holderSilence, requests);
  }

  Timings withConnect(Duration limit) {
    return new Timings(
        clock, firstRetry, longestRetry, limit, recorderPatience, holderSilence, requests);
  }

  Timings withRecorderPatience(Duration patience) {
    return new Timings(clock, firstRetry, longestRetry, connect, patience, holderSilence, requests);
  }

  Timings withHolderSilence(Duration silence) {
    return new Timings(
        clock, firstRetry, longestRetry, connect, recorderPatience, silence, requests);
  }

  Timings withRequests(RequestQueue.Waits waits) {
    return new Timings(
        clock, firstRetry, longestRetry, connect, recorderPatience, holderSilence, waits);
  }
}
