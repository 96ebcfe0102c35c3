package postern.gateway.history;

import java.time.Instant;

/**
 * A line of a machine's output, as text.
 *
 * @param text as it was displayed, without control sequences; not cleaned for a terminal
 * @param time when it started
 * @param offset where it starts in the output of the console
 */
public record HistoryLine(String text, Instant time, long offset) {}
