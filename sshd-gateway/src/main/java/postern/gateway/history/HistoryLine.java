package postern.gateway.history;

import java.time.Instant;

/**
 * A line of what a machine said, as text.
 *
 * @param text as it was shown; no control characters but what the machine's character set made
 * @param time wall clock of its beginning
 * @param offset where it begins in the console's output
 */
public record HistoryLine(String text, Instant time, long offset) {}
