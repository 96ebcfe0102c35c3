package postern.audit;

/**
 * The part of its console's recording that a session saw, as offsets of output, which do not depend
 * on any clock.
 *
 * @param from end of the output when the session started
 * @param to end of the output when the session ended; {@link Long#MAX_VALUE} while it is open
 * @param startNanos monotonic clock when it started; 0 if not recorded
 * @param endNanos monotonic clock when it ended; 0 while it is open or if not recorded
 */
public record SessionSpan(long from, long to, long startNanos, long endNanos) {
  /** Returns whether this time is in the session, as far as known. */
  public boolean contains(long nanos) {
    return (startNanos == 0 || nanos - startNanos >= 0) && (endNanos == 0 || nanos - endNanos <= 0);
  }
}
