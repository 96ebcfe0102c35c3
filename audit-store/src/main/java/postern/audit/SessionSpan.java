package postern.audit;

/**
 * Which part of its console's recording a session saw: offsets of output, which no clock moves.
 *
 * @param from where output stood when it began
 * @param to where output stood when it ended; {@link Long#MAX_VALUE} while it lasts
 * @param begun monotonic clock when it began; 0 where it was not written down
 * @param ended monotonic clock when it ended; 0 while it lasts or where it was not written down
 */
public record SessionSpan(long from, long to, long begun, long ended) {
  /** Whether a moment lies in it, as far as is known. */
  public boolean holds(long nanos) {
    return (begun == 0 || nanos - begun >= 0) && (ended == 0 || nanos - ended <= 0);
  }
}
